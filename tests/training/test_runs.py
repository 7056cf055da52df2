import json

import pytest

from training.runs.folders import RunFolderError, RunMismatch, write_settings


@pytest.mark.parametrize("out", ["notes.txt", "notes.txt/run", "notes.txt/runs/run"])
def test_a_run_folder_that_is_a_file_or_lies_in_one_is_named(tmp_path, out):
    (tmp_path / "notes.txt").write_text("hello")
    with pytest.raises(RunFolderError, match=f"{out} is a file or lies in one; name another --out"):
        write_settings(tmp_path / out, {}, free=())
    assert (tmp_path / "notes.txt").read_text() == "hello"


def test_every_setting_that_differs_is_named_with_both_values(tmp_path):
    write_settings(tmp_path, {"seed": 1, "mixing": 0.0, "epochs": 3}, free=())
    said = r"other settings: seed was 1, now 2; mixing was 0\.0, now 0\.5\. Give the old ones"
    with pytest.raises(RunMismatch, match=said):
        write_settings(tmp_path, {"seed": 2, "mixing": 0.5, "epochs": 5}, free=("epochs",))


def test_settings_that_are_free_are_written_anew(tmp_path):
    for epochs in (3, 5):
        write_settings(tmp_path, {"seed": 1, "epochs": epochs}, free=("epochs",))
    assert json.loads((tmp_path / "run.json").read_text()) == {"seed": "1", "epochs": "5"}


@pytest.mark.parametrize("content", [b"", b"[1]", b"\xff"])
def test_settings_that_cannot_be_read_are_named(tmp_path, content):
    (tmp_path / "run.json").write_bytes(content)
    with pytest.raises(RunFolderError, match=r"run\.json holds no settings; name another --out"):
        write_settings(tmp_path, {"seed": 1}, free=())
