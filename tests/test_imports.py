"""The plan of the house, as a law: who may stand on whom."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from docs.draw_architecture import (
    PICTURE,
    floors,
    imports,
    modules,
    name_of,
    picture,
    room_of,
    rooms,
)
from mood_recommender.settings import ROOT

VOCABULARY = {"errors", "moods"}
KEPT = {*VOCABULARY, "files", "images", "extensions"}
SHOWN = {*KEPT, "catalog", "curating", "database", "recommenders", "settings", "vision"}
TRAINED = {*VOCABULARY, "files", "images", "vision"}

TRAINING = ("faces", "figures", "tasks", "networks", "views", "runs")
"""The rooms of training, from the lowest to the highest; commands stand on all of them."""

MAY_IMPORT = {
    "errors": set(),
    "moods": set(),
    "extensions": set(),
    "files": {"errors"},
    "settings": {"errors"},
    "database": {"errors", "extensions"},
    "images": {"errors", "files"},
    "vision": {*VOCABULARY, "files", "images"},
    "curating": KEPT,
    "catalog": {*KEPT, "curating"},
    "recommenders": {*VOCABULARY, "catalog"},
    "web.site": SHOWN,
    "web.viewer": {*SHOWN, "web.site"},
    "web.api": {*SHOWN, "web.site"},
    "web.admin": {*SHOWN, "web.site"},
    "cli": SHOWN,
    **{
        f"training.{room}": {*TRAINED, *(f"training.{below}" for below in TRAINING[:floor])}
        for floor, room in enumerate(TRAINING)
    },
}
"""What each room may import beside itself; a room that is not here may import nothing."""

TRAINING_ONLY = {"keras", "tensorflow", "torch", "training"}
WEB_FREE = {"errors", "files", "images", "moods", "recommenders", "settings", "vision"}

FILES = modules()
OURS = [file for file in FILES if file.is_relative_to(ROOT / "mood_recommender")]
COMMANDS = sorted((ROOT / "training").glob("*.py"))


def relative(file: Path) -> str:
    return str(file.relative_to(ROOT))


def test_no_room_imports_one_above_it() -> None:
    found = {room: imported for room, imported in rooms().items() if room != "training"}
    wrong = {room: imported - MAY_IMPORT.get(room, set()) for room, imported in found.items()}
    assert {room: extra for room, extra in wrong.items() if extra} == {}


def test_rooms_are_in_no_circle() -> None:
    assert floors(rooms())


@pytest.mark.parametrize("file", COMMANDS, ids=relative)
def test_no_command_of_training_imports_another(file: Path) -> None:
    assert "training" not in {room_of(module) for module in imports(file)}


def test_training_stands_on_nothing_that_serves_pages() -> None:
    imported = {
        room for name, found in rooms().items() if name.startswith("training") for room in found
    }
    assert {room for room in imported if not room.startswith("training")} <= TRAINED


@pytest.mark.parametrize("file", OURS, ids=relative)
def test_nothing_that_serves_imports_what_trains(file: Path) -> None:
    assert not TRAINING_ONLY & {module.split(".")[0] for module in imports(file)}


@pytest.mark.parametrize(
    "file", [file for file in OURS if room_of(name_of(file)) in WEB_FREE], ids=relative
)
def test_rooms_below_the_web_know_no_flask(file: Path) -> None:
    assert not [module for module in imports(file) if module.startswith("flask")]


def test_the_running_application_has_loaded_nothing_that_trains() -> None:
    script = "import app, json, sys; print(json.dumps(sorted(sys.modules)))"
    loaded = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    names = {name.split(".")[0] for name in json.loads(loaded)}
    assert "onnxruntime" in names
    assert not TRAINING_ONLY & names


def test_the_picture_of_the_rooms_is_the_one_that_the_imports_give() -> None:
    assert PICTURE.read_text(encoding="utf-8") == picture()
