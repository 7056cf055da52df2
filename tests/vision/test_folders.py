import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mood_recommender.vision.folders import AHEAD, FEW, read_files, walk
from tests.vision.conftest import encode


@pytest.fixture
def many(tmp_path: Path, astronaut: np.ndarray) -> Path:
    """More photos than are read in one process; every third is broken."""
    face = encode(Image.fromarray(astronaut[40:190, 150:300]).resize((75, 75)), "JPEG")
    for number in range(FEW + 10):
        data = b"no photo" if number % 3 == 2 else face
        (tmp_path / f"{number:03}.jpg").write_bytes(data)
    return tmp_path


def test_folders_are_walked_by_name(tmp_path):
    for name in ("b/2.jpg", "b/1.jpg", "a.jpg", "c.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = [str(path.relative_to(tmp_path)) for path in walk([tmp_path / "c.jpg", tmp_path])]
    assert found == ["c.jpg", "a.jpg", "b/1.jpg", "b/2.jpg", "c.jpg"]


def test_a_link_to_a_folder_above_is_not_followed(tmp_path):
    (tmp_path / "again").symlink_to(tmp_path)
    assert list(walk([tmp_path])) == [tmp_path / "again"]


def test_several_workers_give_what_one_gives_in_the_same_order(many, reader):
    alone, together = (list(read_files([many], reader, workers)) for workers in (1, 2))
    assert [result.as_dict() for result in together] == [result.as_dict() for result in alone]
    assert [result.path for result in together] == sorted(many.iterdir())


def test_photos_that_fail_have_their_own_error(many, reader):
    results = list(read_files([many], reader, 2))
    assert [bool(result.error) for result in results[:3]] == [False, False, True]
    assert results[2].as_dict()["error"] == "UnreadableImage"
    assert {len(result.reading.faces) for result in results if result.reading} == {1}


def test_only_a_few_photos_are_on_their_way(many, reader):
    taken = []

    def photos() -> Iterator[Path]:
        for path in sorted(many.iterdir()):
            taken.append(path)
            yield path

    results = read_files(photos(), reader, 2)
    for done, _ in enumerate(results, start=1):
        assert len(taken) <= max(FEW, done + 2 * AHEAD)


def test_what_cannot_be_opened_is_told_apart(tmp_path, reader):
    (tmp_path / "broken-link.jpg").symlink_to("nowhere.jpg")
    os.mkfifo(tmp_path / "pipe.jpg")
    link, pipe = read_files([tmp_path], reader, 1)
    assert (link.error, pipe.error) == ("FileNotFoundError", "UnreadableImage")
    assert link.detail == "No such file or directory"


def test_a_name_that_is_too_long_has_its_own_error(reader):
    lost = Path("x" * 300)
    (result,) = read_files([lost], reader, 1)
    assert (result.path, result.detail) == (lost, "File name too long")


def test_a_film_does_not_fill_the_memory(tmp_path, reader):
    film = tmp_path / "film.mp4"
    with film.open("wb") as file:
        file.truncate(2**40)
    (result,) = read_files([film], reader, 1)
    assert result.error == "ImageTooLarge"
