import numpy as np
import pytest

from training.views.conditions import (
    CLEAR_RIMS,
    CONDITIONS,
    DARK_RIMS,
    EYES,
    add_noise,
    blur,
    brighten,
    compress,
    cover_lower_face,
    darken_half,
    move_box,
    rotate,
    stretch_contrast,
)

GREY = np.full((2, 48, 48), 100, np.uint8)


@pytest.fixture
def faces():
    return np.random.default_rng(1).integers(20, 130, (3, 48, 48), np.uint8)


@pytest.fixture
def dot():
    """One bright pixel at row 20, column 30."""
    image = np.zeros((1, 48, 48), np.uint8)
    image[0, 20, 30] = 255
    return image


def place_of_light(images):
    return tuple(int(i) for i in np.argwhere(images[0] == images[0].max())[0])


@pytest.mark.parametrize("name", CONDITIONS)
def test_conditions_keep_shape_and_type_and_leave_the_faces_alone(name, faces):
    before = faces.copy()
    changed = CONDITIONS[name](faces)
    assert (changed.shape, changed.dtype) == (faces.shape, np.uint8)
    assert np.array_equal(faces, before)
    assert not np.array_equal(changed, faces)
    assert np.array_equal(CONDITIONS[name](faces), changed)


@pytest.mark.parametrize("name", CONDITIONS)
def test_no_faces_stay_no_faces(name):
    assert CONDITIONS[name](np.zeros((0, 48, 48), np.uint8)).shape == (0, 48, 48)


def test_brightness_scales_the_mean_up_to_white(faces):
    assert brighten(faces, 0.5).mean() == pytest.approx(faces.mean() / 2, abs=0.5)
    assert brighten(faces, 1.8).mean() == pytest.approx(faces.mean() * 1.8, abs=0.5)
    assert (brighten(GREY, 3) == 255).all()


def test_contrast_keeps_the_mean_and_scales_the_spread(faces):
    flat = stretch_contrast(faces, 0.5)
    assert flat.mean() == pytest.approx(faces.mean(), abs=0.5)
    assert flat.std() == pytest.approx(faces.std() / 2, rel=0.02)


def test_blur_spreads_the_light_and_keeps_its_sum(dot):
    blurred = blur(np.minimum(dot, 250), 1.0).astype(int)
    assert 30 < blurred.max() < 60
    assert blurred.sum() == pytest.approx(250, abs=12)


def test_noise_has_its_sigma():
    assert add_noise(np.full((20, 48, 48), 128, np.uint8), 15).std() == pytest.approx(15, rel=0.02)


def test_a_lower_jpeg_quality_is_further_from_the_face(faces):
    near, far = (np.abs(compress(faces, q).astype(int) - faces).mean() for q in (95, 20))
    assert near < far / 2


def test_turning_right_moves_the_right_side_down(dot):
    row, _ = place_of_light(rotate(dot, 90))
    assert row == 30
    row, _ = place_of_light(rotate(dot, -90))
    assert row == 17


def test_a_box_that_moves_right_and_down_sees_the_face_further_left_and_up(dot):
    assert place_of_light(move_box(dot, right=3 / 48)) == (20, 27)
    assert place_of_light(move_box(dot, down=-2 / 48)) == (22, 30)


def test_a_larger_box_sees_a_smaller_face():
    square = np.zeros((1, 48, 48), np.uint8)
    square[:, 12:36, 12:36] = 255
    assert (move_box(square, scale=1.5) > 127).sum() == 16 * 16
    assert (move_box(square, scale=0.8) > 127).sum() == 30 * 30


def test_half_the_face_keeps_a_third_of_its_light():
    dark = darken_half(GREY, left=True)
    assert (dark[:, :, :24] == 33).all()
    assert (dark[:, :, 24:] == 100).all()
    assert np.array_equal(darken_half(GREY, left=False), dark[:, :, ::-1])


@pytest.mark.parametrize(("wear", "shade"), [(DARK_RIMS, 20), (CLEAR_RIMS, 225)])
def test_glasses_frame_both_eyes_and_leave_them_free(wear, shade):
    worn = wear(GREY)[0]
    for x, y in EYES:
        assert worn[round(y), round(x)] == 100
        assert abs(int(worn[round(y + 6), round(x)]) - shade) < 40
    assert (worn[30:] == 100).all()


def test_the_lower_face_is_hidden_and_the_eyes_are_not(faces):
    covered = cover_lower_face(faces)
    assert (covered[:, 31:] == 128).all()
    assert np.array_equal(covered[:, :31], faces[:, :31])
