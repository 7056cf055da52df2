import os
import subprocess
import sys
from pathlib import Path

import pytest

from mood_recommender.files import write_whole


def test_file_is_written_with_its_folder(tmp_path):
    with write_whole(tmp_path / "new" / "scores.json") as part:
        part.write_text("{}")
    assert (tmp_path / "new" / "scores.json").read_text() == "{}"


def write_half(file: Path) -> None:
    with write_whole(file) as part:
        part.write_text("half")
        raise OSError("disk full")


def test_error_leaves_the_old_file_and_nothing_else(tmp_path):
    file = tmp_path / "scores.json"
    file.write_text("old")
    with pytest.raises(OSError, match="disk full"):
        write_half(file)
    assert [path.name for path in tmp_path.iterdir()] == ["scores.json"]
    assert file.read_text() == "old"


def test_two_writers_of_one_file_do_not_mix(tmp_path):
    file = tmp_path / "scores.json"
    with write_whole(file) as first:
        first.write_text("first, ")
        with write_whole(file) as second:
            second.write_text("second")
        with first.open("a") as rest:
            rest.write("to its end")
    assert file.read_text() == "first, to its end"


def test_what_a_kill_leaves_is_told_from_whole_files(tmp_path: Path):
    script = (
        "import os, pathlib, signal\n"
        "from mood_recommender.files import write_whole\n"
        f"with write_whole(pathlib.Path({str(tmp_path)!r}) / 'scores.json') as part:\n"
        "    part.write_text('half')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", script], env=os.environ, check=False)
    (left,) = tmp_path.iterdir()
    assert left.name.startswith("part-")
    assert left.suffix == ".json"
