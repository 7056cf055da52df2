import numpy as np

from training.views.augment import augment


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


def dots_in_views(*places):
    """Return where white dots at (x, y) are in the same views, (views, dots, 2).

    A view in which anything else is light, or a dot is hidden, is left out.
    """
    found = np.full((400, len(places), 2), np.nan)
    for dot, (x, y) in enumerate(places):
        black = np.zeros((len(found), 48, 48), np.uint8)
        black[:, y : y + 4, x : x + 4] = 255
        for number, view in enumerate(draw(black, 1)):
            ys, xs = np.nonzero(view > 127)
            if 10 < len(ys) < 25 and np.ptp(ys) < 8 and np.ptp(xs) < 8:
                found[number, dot] = xs.mean(), ys.mean()
    return found[~np.isnan(found).any(axis=(1, 2))]


def test_a_view_turns_by_at_most_twelve_degrees():
    views = dots_in_views((10, 22), (34, 22))
    across, down = (views[:, 1] - views[:, 0]).T
    degrees = np.abs(np.rad2deg(np.arctan(down / across)))
    assert len(views) > 200
    assert 10 < degrees.max() < 13.5


def test_the_middle_of_a_view_is_at_most_five_pixels_from_that_of_the_face():
    views = dots_in_views((10, 22), (34, 22), (22, 10))
    places = np.array([(11.5, 23.5), (35.5, 23.5), (23.5, 11.5)])
    moves = [
        (23.5, 23.5, 1) @ np.linalg.solve(np.column_stack([dots, np.ones(3)]), places) - 23.5
        for dots in views
    ]
    assert len(views) > 200
    assert 4 < np.abs(moves).max() < 5.5


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
