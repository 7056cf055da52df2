import io
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

from mood_recommender.curating.pictures import NAME, delete_picture, keep_picture
from mood_recommender.images import UnreadableImage


def test_picture_is_named_after_its_content(tmp_path, astronaut_jpeg, gravel_png):
    first, other = (keep_picture(tmp_path, data) for data in (astronaut_jpeg, gravel_png))
    assert keep_picture(tmp_path, astronaut_jpeg) == first != other
    assert NAME.fullmatch(first)
    assert {file.name for file in tmp_path.iterdir()} == {first, other}


def test_picture_is_cut_around_its_middle(tmp_path):
    stream = io.BytesIO()
    wide = Image.new("RGB", (900, 300), "red")
    wide.paste("blue", (350, 0, 550, 300))
    wide.save(stream, "PNG")
    with Image.open(tmp_path / keep_picture(tmp_path, stream.getvalue())) as kept:
        assert kept.size == (400, 600)
        red, _green, blue = kept.getpixel((5, 300))
    assert blue > red


def test_what_is_no_picture_is_not_kept(tmp_path):
    with pytest.raises(UnreadableImage):
        keep_picture(tmp_path, b"no picture")
    assert not list(tmp_path.iterdir())


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no file grow over a kilobyte; Python ignores the signal that comes with it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_leaves_no_file(tmp_path: Path, astronaut_jpeg):
    with full_disk(), pytest.raises(OSError, match="File too large"):
        keep_picture(tmp_path, astronaut_jpeg)
    assert not list(tmp_path.iterdir())


def test_deleted_picture_is_gone(tmp_path, astronaut_jpeg):
    name = keep_picture(tmp_path, astronaut_jpeg)
    delete_picture(tmp_path, name)
    delete_picture(tmp_path, name)
    assert not list(tmp_path.iterdir())
