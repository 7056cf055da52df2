import numpy as np

from training.augment import augment


def draw(images, strength, seed=0):
    return augment(images, np.random.default_rng(seed), strength)


def faces(count=64):
    return np.random.default_rng(1).integers(0, 256, (count, 48, 48), np.uint8)


def test_views_keep_shape_and_type_and_leave_the_input_alone():
    images = faces()
    kept = images.copy()
    views = draw(images, 1)
    assert (views.shape, views.dtype) == (images.shape, np.uint8)
    assert np.array_equal(images, kept)


def test_without_strength_every_other_face_is_mirrored():
    images = faces()
    views = draw(images, 0)
    same = (views == images).all(axis=(1, 2))
    mirrored = (views == images[:, :, ::-1]).all(axis=(1, 2))
    assert (same ^ mirrored).all()
    assert 16 < mirrored.sum() < 48


def test_the_seed_decides_the_views():
    assert np.array_equal(draw(faces(), 1), draw(faces(), 1))
    assert not np.array_equal(draw(faces(), 1), draw(faces(), 1, seed=2))


def test_a_view_moves_by_at_most_five_pixels_and_twelve_degrees():
    dot = np.zeros((200, 48, 48), np.uint8)
    dot[:, 22:26, 22:26] = 255
    for view in draw(dot, 1):
        ys, xs = np.nonzero(view == view.max())
        if len(ys) < 64:  # else a box covers the dot
            assert abs(ys.mean() - 23.5) < 9
            assert abs(xs.mean() - 23.5) < 9


def test_of_flat_faces_nearly_half_are_covered_dressed_darkened_or_noisy():
    grey = np.full((1000, 48, 48), 128, np.uint8)
    changed = np.ptp(draw(grey, 1), axis=(1, 2)) > 0
    assert 430 < changed.sum() < 580


def test_one_face_in_twelve_is_noisy():
    grey = np.full((1200, 48, 48), 128, np.uint8)
    grainy = [(view[:, 1:] != view[:, :-1]).mean() > 0.7 for view in draw(grey, 1)]
    assert 60 < sum(grainy) < 140


def test_some_views_are_smoother_than_any_tilt_makes_them():
    images = faces(600)
    sharpness = [np.abs(np.diff(view.astype(int), axis=1)).mean() for view in draw(images, 0.2)]
    assert 2 < (np.array(sharpness) < 0.5 * np.median(sharpness)).sum() < 60
