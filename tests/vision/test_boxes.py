import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mood_recommender.vision.boxes import Box, Crop

SIDES = st.integers(-1000, 1000)


@given(SIDES, SIDES, SIDES, SIDES)
def test_box_is_never_empty(left, top, right, bottom):
    if left < right and top < bottom:
        box = Box(left, top, right, bottom)
        assert box.area == box.width * box.height >= 1
    else:
        with pytest.raises(ValueError, match="is empty"):
            Box(left, top, right, bottom)


def test_box_excludes_its_right_and_bottom():
    assert (Box(2, 3, 4, 6).width, Box(2, 3, 4, 6).height) == (2, 3)


def test_box_moves_and_grows_by_parts_of_its_size():
    assert Box(100, 100, 200, 300).moved(0.1, -0.1, 0.5) == Box(85, 30, 235, 330)


@pytest.mark.parametrize("box", [Box(0, 0, 30, 30), Box(10, 20, 200, 170), Box(-20, -5, 60, 70)])
@pytest.mark.parametrize("crop", [Crop(48, "grey"), Crop(112, "rgb", 0.3)])
def test_a_face_of_any_size_becomes_the_square(astronaut, box, crop):
    face = crop.cut(astronaut, box)
    assert face.shape == crop.shape
    assert face.dtype == np.uint8


def test_crop_keeps_what_is_inside_the_box():
    image = np.zeros((100, 100, 3), np.uint8)
    image[20:80, 30:90] = 200
    assert (Crop(48, "grey").cut(image, Box(30, 20, 90, 80)) == 200).all()


def test_a_margin_shows_as_much_more_on_every_side():
    image = np.zeros((100, 100, 3), np.uint8)
    image[40:60, 40:60] = (200, 100, 50)
    face = Crop(40, "rgb", 0.5).cut(image, Box(40, 40, 60, 60))
    assert (face[10:30, 10:30] == (200, 100, 50)).all()
    assert face.sum() == 20 * 20 * 350
