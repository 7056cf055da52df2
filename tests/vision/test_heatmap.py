import numpy as np
import pytest

from mood_recommender.moods import EMOTIONS
from mood_recommender.vision.boxes import Box, Crop
from mood_recommender.vision.emotions import LOOKS, EmotionReader
from mood_recommender.vision.heatmap import SIDE, mood_heatmap
from tests.vision.conftest import ASTRONAUT_FACE

BOX = Box(100, 100, 196, 196)


class CornerReader(EmotionReader):
    """Says happy as far as an eye of each look at the face is white, neutral for the rest."""

    def __init__(self) -> None:
        self.crop = Crop(48, "grey")
        self.crops = np.empty((0, 48, 48), np.uint8)

    def classify(self, crops: np.ndarray) -> np.ndarray:
        self.crops = crops
        happy = crops.max(axis=(1, 2)) / 255
        probabilities = np.zeros((len(crops), 7), np.float32)
        probabilities[:, EMOTIONS.index("happy")] = happy
        probabilities[:, EMOTIONS.index("neutral")] = 1 - happy
        return probabilities


@pytest.fixture
def corner() -> CornerReader:
    return CornerReader()


@pytest.fixture
def photo() -> np.ndarray:
    """Black but for one white spot, in the fourth cell of the fourth row of BOX."""
    image = np.zeros((300, 300, 3), np.uint8)
    image[126:130, 126:130] = 255
    return image


def test_heat_is_where_covering_changes_the_answer(photo, corner):
    heat = mood_heatmap(photo, BOX, "happy", corner)
    assert heat[12:16, 12:16].min() > 0.9
    assert heat[24:].max() == 0
    assert heat[:, 24:].max() == 0


def test_every_look_finds_it_at_the_same_place(photo, corner, monkeypatch):
    for look in LOOKS:
        monkeypatch.setattr("mood_recommender.vision.emotions.LOOKS", (look,))
        monkeypatch.setattr("mood_recommender.vision.heatmap.LOOKS", (look,))
        heat = mood_heatmap(photo, BOX, "happy", corner)
        assert heat[12:16, 12:16].min() > 0.9
        assert heat[28:].max() == heat[:, 28:].max() == 0


def test_a_face_at_the_edge_has_its_heat_in_the_box(photo, corner):
    heat = mood_heatmap(photo[108:, 108:], Box(0, 0, 96, 96), "happy", corner)
    assert heat[8:12, 8:12].min() > 0.9
    assert heat[24:].max() == 0


def test_each_of_the_ten_looks_is_covered_in_turn(astronaut, corner):
    mood_heatmap(astronaut, ASTRONAUT_FACE, "happy", corner)
    looks, covered = np.split(corner.crops, [2 * len(LOOKS)])
    changed = (covered[:, np.newaxis] != looks).mean(axis=(2, 3))  # (places, looks)
    assert changed.min(axis=1).max() < 0.1
    assert set(changed.argmin(axis=1)) == set(range(10))
    assert len(covered) == 100


def test_heat_lies_between_0_and_1(photo, corner):
    heat = mood_heatmap(photo, BOX, "happy", corner)
    assert heat.shape == (SIDE, SIDE)
    assert heat.dtype == np.float32
    assert (heat.min(), heat.max()) == (0, 1)


def test_there_is_no_heat_when_nothing_speaks_for_the_mood(photo, corner):
    assert not mood_heatmap(photo, BOX, "sad", corner).any()


def test_the_photo_stays_as_it_was(photo, corner):
    before = photo.copy()
    mood_heatmap(photo, BOX, "happy", corner)
    assert (photo == before).all()


def test_the_smile_of_the_astronaut_speaks_for_happy(astronaut, reader):
    (face,) = reader.read(astronaut).faces
    heat = reader.heatmap(astronaut, face)
    assert heat[28:40, 12:36].mean() > 2 * heat[:20].mean()
