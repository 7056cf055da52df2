import numpy as np
import pytest

from training.batches import Batches, augmented, taught

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


def test_taught_faces_come_with_the_reading_of_their_view():
    views = np.stack([IMAGES, IMAGES // 2])
    reading = np.zeros((2, 10, 7), np.float32)
    reading[0, :, 0], reading[1, :, 1] = 1, 1
    draw = taught(views, {"fer2013": reading}, {"fer2013": np.zeros((10, 7))}, 0.75, 0)
    images, targets = draw(np.arange(10), np.random.default_rng(0))
    for row, (image, target) in enumerate(zip(images, targets["fer2013"], strict=True)):
        view = int(target.argmax())
        assert target[view] == 0.75
        source = views[view, row]
        assert np.array_equal(image, source) or np.array_equal(image, source[:, ::-1])


def test_own_target_and_reading_share_the_weight():
    draw = taught(IMAGES[np.newaxis], {"fer2013": np.full((1, 10, 7), 1 / 7)}, TARGETS, 0.7, 1)
    _, targets = draw(np.arange(10), np.random.default_rng(0))
    assert targets["fer2013"].sum(axis=1) == pytest.approx(1)
    assert targets["fer2013"].max(axis=1) == pytest.approx(0.3 + 0.7 / 7)
