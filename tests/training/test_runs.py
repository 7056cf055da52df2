import pytest

from training.runs.folders import RunFolderError, claim


@pytest.mark.parametrize("out", ["notes.txt", "notes.txt/run", "notes.txt/runs/run"])
def test_a_run_folder_that_is_a_file_or_lies_in_one_is_named(tmp_path, out):
    (tmp_path / "notes.txt").write_text("hello")
    with pytest.raises(RunFolderError, match=f"{out} is a file or lies in one; name another --out"):
        claim(tmp_path / out, {}, begun=False)
    assert (tmp_path / "notes.txt").read_text() == "hello"
