import errno
from dataclasses import dataclass
from pathlib import Path

import pytest

from training.faces.arrays import DataError
from training.runs.flags import argument, flag, parse, run


@dataclass(frozen=True)
class Settings:
    data: Path = flag("what to read")
    batch_size: int = flag("faces a step, 100 % of them", 64)
    json: Path | None = flag("where to write", None)
    teachers: tuple[str, ...] = flag("names", ())


@dataclass(frozen=True)
class BoundedSettings:
    epochs: int = flag("times", 5, least=1)
    share: float = flag("part of the whole", 0.5, least=0, most=1)
    rate: float = flag("speed", 0.1, least=0)
    shift: float = flag("to any side", 0.0)


def test_every_field_is_a_flag():
    given = ["--data", "a.csv", "--batch-size", "8", "--json", "b.json", "--teachers", "a,b"]
    assert parse(Settings, given, None) == Settings(Path("a.csv"), 8, Path("b.json"), ("a", "b"))


def test_defaults_stay():
    assert parse(Settings, ["--data", "a.csv"], None) == Settings(Path("a.csv"), 64, None)


@pytest.mark.parametrize(
    "given", [[], ["--data"], ["--data", "a", "--speed", "9"], ["--data", "a", "--batch-size", "x"]]
)
def test_missing_and_unknown_flags_end_with_usage(given, capsys):
    with pytest.raises(SystemExit):
        parse(Settings, given, None)
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("--epochs=0", "argument --epochs: must be at least 1, not 0"),
        ("--share=1.5", "argument --share: must be at least 0 and at most 1, not 1.5"),
        ("--share=nan", "argument --share: must be finite, not nan"),
        ("--rate=inf", "argument --rate: must be finite, not inf"),
        ("--shift=-inf", "argument --shift: must be finite, not -inf"),
        ("--shift=nan", "argument --shift: must be finite, not nan"),
    ],
)
def test_a_number_out_of_its_bounds_is_named(given, sentence, capsys):
    with pytest.raises(SystemExit):
        parse(BoundedSettings, [given], None)
    assert sentence in capsys.readouterr().err


def test_the_bounds_themselves_are_allowed():
    assert parse(BoundedSettings, ["--epochs=1", "--share=1"], None) == BoundedSettings(1, 1.0)


def test_help_tells_the_default(capsys):
    with pytest.raises(SystemExit):
        parse(Settings, ["--help"], "Do it.")
    assert "100 % of them (default: 64)" in capsys.readouterr().out


def test_bad_input_ends_in_one_sentence(monkeypatch):
    def fail(settings):
        raise DataError("faces.csv row 3 is broken.")

    monkeypatch.setattr("sys.argv", ["train", "--data", "faces.csv"])
    with pytest.raises(SystemExit, match=r"The data cannot be read: faces.csv row 3 is broken\."):
        run(Settings, fail)


def run_until(error, monkeypatch):
    def fail(settings):
        raise error

    monkeypatch.setattr("sys.argv", ["train", "--data", "faces.csv"])
    run(Settings, fail)


def test_an_interrupt_ends_in_one_word_and_the_exit_code_of_shells(monkeypatch, capsys):
    with pytest.raises(SystemExit) as end:
        run_until(KeyboardInterrupt(), monkeypatch)
    assert end.value.code == 130
    assert capsys.readouterr().err == "Stopped.\n"


def test_a_full_disk_ends_in_one_sentence(monkeypatch):
    with pytest.raises(SystemExit, match="No space left on the disk: make room"):
        run_until(OSError(errno.ENOSPC, "No space left on device"), monkeypatch)


def test_other_errors_of_the_system_are_not_hidden(monkeypatch):
    with pytest.raises(PermissionError):
        run_until(PermissionError(errno.EACCES, "Permission denied"), monkeypatch)


@dataclass(frozen=True)
class PlacedSettings:
    photo: Path | None = argument("what to explain", None)
    mistakes: bool = flag("show mistakes", False)


@pytest.mark.parametrize(
    ("given", "settings"),
    [
        ([], PlacedSettings(None, False)),
        (["me.jpg"], PlacedSettings(Path("me.jpg"), False)),
        (["--mistakes"], PlacedSettings(None, True)),
    ],
)
def test_a_setting_may_be_given_by_its_place_or_by_its_name_alone(given, settings):
    assert parse(PlacedSettings, given, None) == settings
