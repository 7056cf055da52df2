import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from mood_recommender.settings import load_settings
from mood_recommender.vision.networks import read_card
from training.faces.arrays import DataError
from training.figures.logs import LogError
from training.figures.markdown import percent
from training.figures.model_card_page import FIGURES, TEMPLATE, Measured, render, temperature
from training.model_card import ModelCardConfig, write_model_card
from training.runs.pages import PageExists

ROOT = Path(__file__).resolve().parents[2]
SERVING = ROOT / "weights" / "emotions.onnx"
LABELS = ROOT / "weights" / "reference" / "fer2013.onnx"
PAGE = ROOT / "docs" / "model-card.md"
FIGURES_OF_PAGE = PAGE.with_suffix("")


@pytest.fixture
def folder(tmp_path):
    """The figures and pictures behind the page in docs, to be changed."""
    return shutil.copytree(FIGURES_OF_PAGE, tmp_path / "model-card")


def page_from(folder):
    scores, robustness = (
        json.loads((folder / name).read_text()) for name in ("scores.json", "robustness.json")
    )
    curves = len(list(folder.glob("learning-curve-*.png")))
    measured = Measured(scores, robustness, curves, folder.name)
    return render(read_card(SERVING), read_card(LABELS), measured)


def change(path, value, *names):
    figures = json.loads(path.read_text())
    inner = figures
    for name in names[:-1]:
        inner = inner[name]
    inner[names[-1]] = value
    path.write_text(json.dumps(figures))


def test_the_page_in_docs_is_what_its_figures_say():
    assert page_from(FIGURES_OF_PAGE) == PAGE.read_text()


def test_the_figures_in_docs_are_of_the_weights_in_the_repository():
    scores = json.loads((FIGURES_OF_PAGE / "scores.json").read_text())
    robustness = json.loads((FIGURES_OF_PAGE / "robustness.json").read_text())
    assert scores["serving"]["sha256"] == read_card(SERVING).sha256
    assert scores["labels"]["sha256"] == read_card(LABELS).sha256
    assert robustness["sha256"] == read_card(SERVING).sha256


def test_the_page_describes_the_weights_that_serve_when_nothing_is_set(tmp_path):
    assert load_settings({}, tmp_path)["EMOTION_WEIGHTS"] == SERVING
    assert ModelCardConfig(Path(), Path()).serving == SERVING.relative_to(ROOT)


def test_the_cards_and_the_page_agree():
    values = [
        percent(read_card(path).raw["scores"]["public"]["accuracy"]) for path in (SERVING, LABELS)
    ]
    row = r"\| seven emotions, original labels \| {} \| .* \| {} \|".format(*values)
    assert re.search(row, PAGE.read_text())


@pytest.mark.parametrize("role", ["serving", "labels"])
def test_every_figure_of_the_page_comes_from_the_json(folder, role):
    for title, dotted in FIGURES.items():
        change(folder / "scores.json", 0.12345, role, *dotted.split("."))
        change(folder / "scores.json", [0.1111, 0.2222], role, "intervals", dotted)
        row = next(line for line in page_from(folder).splitlines() if f"| {title} |" in line)
        assert " | 12.3 % | 11.1 to 22.2 |" in row


def test_costs_come_from_the_json(folder):
    cost = {"value": 0.0456, "interval": [0.03, 0.06]}
    change(folder / "robustness.json", cost, "conditions", "JPEG quality 20", "cost")
    change(folder / "robustness.json", cost, "box_jitter", "flips")
    page = page_from(folder)
    assert "| 4.6 | 3.0 to 6.0 |" in page
    assert "4.6 % (3.0 to 6.0) of the moods" in page


def test_no_figure_is_typed_into_the_template():
    assert " %" not in TEMPLATE.read_text().replace("95 %", "").replace("80 %", "")


def test_one_command_measures_draws_and_writes(write_npz, tmp_path, monkeypatch):
    monkeypatch.setattr("training.figures.intervals.RESAMPLES", 20)
    log = tmp_path / "log.csv"
    log.write_text(
        "epoch,accuracy,loss,val_accuracy,val_loss\n0,0.4,1.6,0.4,1.5\n1,0.5,1.4,0.5,1.3\n"
    )
    out = tmp_path / "card.md"
    before = tmp_path / "card" / "learning-curve-3.png"
    before.parent.mkdir()
    before.touch()
    config = ModelCardConfig(write_npz(), out, SERVING, LABELS, (log, log), replace=True)
    write_model_card(config)
    assert sorted(path.name for path in (tmp_path / "card").iterdir()) == [
        *("confusion-ferplus.png", "confusion-labels.png"),
        *("learning-curve-1.png", "learning-curve-2.png"),
        *("reliability.png", "robustness.json", "scores.json"),
    ]
    assert "](card/learning-curve-2.png)" in out.read_text()
    assert page_from(tmp_path / "card") == out.read_text()
    # What is said of the weights comes from their card, not from the 28 faces measured here.
    assert "Trained on FER-2013 Training, ferplus labels: 28,709 pictures" in out.read_text()
    assert "PublicTest (3,589 pictures) chose" in out.read_text()
    assert "Measured on PublicTest (7 faces)" in out.read_text()
    for picture in (tmp_path / "card").glob("*.png"):
        assert picture.stat().st_size < 60_000


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, r"There is no .*log\.csv; give the log"),
        (b"", r"log\.csv is no log; give the log"),
        (b"\x89PNG\r\n", "is no log"),
        (b"epoch,loss\n", "is no log"),
        (b"emotion,pixels\n0,1\n", "is no log"),
        (b"epoch,loss\n0,much\n", "is no log"),
    ],
)
def test_what_is_no_log_is_named_before_anything_is_measured(content, sentence, tmp_path):
    log = tmp_path / "log.csv"
    if content is not None:
        log.write_bytes(content)
    with pytest.raises(LogError, match=sentence):
        write_model_card(ModelCardConfig(tmp_path / "lost.npz", tmp_path / "card.md", logs=(log,)))


def test_a_card_that_cannot_be_drawn_leaves_the_old_one(write_npz, folder, monkeypatch):
    monkeypatch.setattr("training.figures.intervals.RESAMPLES", 20)
    monkeypatch.setattr("training.figures.model_card_page.TEMPLATE", folder / "lost.md")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    config = ModelCardConfig(write_npz(), folder.with_suffix(".md"), SERVING, LABELS, replace=True)
    with pytest.raises(FileNotFoundError, match=r"lost\.md"):
        write_model_card(config)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("there", ["card.md", "card"])
def test_nothing_is_overwritten_unless_that_is_asked_for(there, tmp_path):
    (tmp_path / there).mkdir()
    config = ModelCardConfig(tmp_path / "lost.npz", tmp_path / "card.md")
    with pytest.raises(PageExists, match=rf"{there} exists; name another --out, or give --replace"):
        write_model_card(config)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"temperature": 1.5}, "1.5"),
        ({"outputs": {"probabilities": {"temperature": 2.5}}, "temperature": 1.5}, "2.5"),
        ({}, "not recorded"),
    ],
)
def test_the_temperature_is_read_from_either_version_of_the_card(raw, said):
    assert temperature(replace(read_card(SERVING), raw=raw)) == said


def test_a_card_needs_votes(write_npz, tmp_path):
    with pytest.raises(DataError, match=r"no FER\+ votes"):
        write_model_card(ModelCardConfig(write_npz(votes=None), tmp_path / "c.md"))
