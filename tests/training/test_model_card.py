import json
from pathlib import Path

import numpy as np

from training.data import Faces
from training.evaluate import read_card, score
from training.model_card import ModelCardConfig, percent, write_model_card

ROOT = Path(__file__).resolve().parents[2]


def test_figures_come_from_the_scores(tmp_path):
    weights = ROOT / "weights" / "emotion.onnx"
    faces = Faces(np.zeros((7, 48, 48), np.uint8), np.arange(7))
    scores = {"split": "private"} | score(np.eye(7, dtype=np.float32), faces, None, 0.5)
    (tmp_path / "scores.json").write_text(json.dumps(scores))
    out = tmp_path / "card.md"
    write_model_card(ModelCardConfig(weights, tmp_path / "scores.json", out))
    page = out.read_text()
    assert "`private` (7 faces)" in page
    assert "| seven emotions, original labels | 100.0 % |" in page
    assert "| - without exact copies of training images | not measured |" in page
    assert f"{read_card(weights)['parameters']:,}" in page


def test_the_card_in_docs_describes_the_weights_that_serve():
    card = read_card(ROOT / "weights" / "emotion.onnx")
    page = (ROOT / "docs" / "model-card.md").read_text()
    accuracy = card["scores"]["public"]["accuracy"]
    assert f"| seven emotions, original labels | {percent(accuracy)} |" in page
    assert f"| parameters | {card['parameters']:,}," in page
