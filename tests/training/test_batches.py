import numpy as np
import pytest

from training.views.batches import Batches, augmented, mixed, taught

IMAGES = np.random.default_rng(0).integers(0, 256, (10, 48, 48), np.uint8)
TARGETS = {"fer2013": np.eye(7, dtype=np.float32)[np.arange(10) % 7]}


def make_batches(strength=1):
    return Batches(10, 4, 0, augmented(IMAGES, TARGETS, strength))


def test_a_batch_is_what_the_network_takes():
    faces, targets = make_batches()[0]
    assert (faces.shape, faces.dtype) == ((4, 48, 48, 1), np.float32)
    assert targets["fer2013"].shape == (4, 7)


def test_an_epoch_has_whole_batches_of_different_faces():
    batches = make_batches()
    assert len(batches) == 2
    assert len(set(batches.order.tolist())) == 10


def test_a_set_smaller_than_a_batch_is_one_batch():
    assert len(Batches(3, 128, 0, augmented(IMAGES[:3], TARGETS, 1))) == 1


def test_the_same_epoch_gives_the_same_batches():
    one, other = make_batches(), make_batches()
    other.start(5)
    assert not np.array_equal(one[1][0], other[1][0])
    one.start(5)
    assert np.array_equal(one[1][0], other[1][0])


def test_a_taught_face_is_one_of_its_views_with_the_mean_reading_of_all():
    views = np.stack([IMAGES, IMAGES // 2])
    reading = np.random.default_rng(1).dirichlet(np.ones(7), (2, 10)).astype(np.float16)
    draw = taught(views, {"fer2013": reading}, {"fer2013": np.zeros((10, 7))}, 0.75, 0)
    images, targets = draw(np.arange(10), np.random.default_rng(0))
    assert targets["fer2013"] == pytest.approx(0.75 * reading.mean(axis=0), abs=1e-3)
    choices = np.concatenate([views, views[..., ::-1]])
    drawn = (choices == images).all(axis=(2, 3))
    assert drawn.any(axis=0).all()
    assert drawn.any(axis=1).all()


def test_own_target_and_reading_share_the_weight():
    draw = taught(IMAGES[np.newaxis], {"fer2013": np.full((1, 10, 7), 1 / 7)}, TARGETS, 0.7, 1)
    _, targets = draw(np.arange(10), np.random.default_rng(0))
    assert targets["fer2013"].sum(axis=1) == pytest.approx(1)
    assert targets["fer2013"].max(axis=1) == pytest.approx(0.3 + 0.7 / 7)


def test_a_mixed_face_and_its_target_are_mostly_its_own_and_in_the_same_shares():
    draw, rows = augmented(IMAGES, TARGETS, 1), np.arange(7)
    images, _ = draw(rows, np.random.default_rng(0))
    mixes, targets = mixed(draw, 0.3)(rows, np.random.default_rng(0))
    shares = targets["fer2013"]
    assert shares.sum(axis=1) == pytest.approx(1)
    assert (shares.diagonal() >= 0.5).all()
    assert (shares.diagonal() < 1).any()
    assert mixes == pytest.approx(np.tensordot(shares, images, 1), abs=1e-3)
