r"""Write docs/model-card.md from the scores of real runs, so that no figure is typed by hand.

    python -m training.model_card --weights weights/emotion.onnx --scores scores.json \
        --out docs/model-card.md

`scores.json` is what training.evaluate wrote with --train-data.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

from mood_recommender.moods import EMOTIONS, MOOD_OF_EMOTION, MOODS
from training.evaluate import read_card
from training.files import write_whole
from training.flags import flag, run
from training.metrics import JSON

TEMPLATE = Path(__file__).with_name("model-card.md")


@dataclass(frozen=True)
class ModelCardConfig:
    """What to describe; each field is a --flag."""

    weights: Path = flag("the .onnx that serves, with its card beside it")
    scores: Path = flag("JSON that training.evaluate wrote")
    out: Path = flag("the page to write", Path("docs/model-card.md"))


def write_model_card(config: ModelCardConfig) -> None:
    """Write the model card from the scores of real runs."""
    card = read_card(config.weights)
    scores = json.loads(config.scores.read_text(encoding="utf-8"))
    with write_whole(config.out) as part:
        part.write_text(render(card, scores), encoding="utf-8")


def render(card: JSON, scores: JSON) -> str:
    """Return the page, in Markdown."""
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        architecture=card["architecture"],
        parameters=f"{card['parameters']:,}",
        trained_on=card["trained_on"],
        temperature=card["temperature"],
        threshold=percent(card["certain_threshold"]),
        split=scores["split"],
        n=f"{scores['n']:,}",
        figures=_figures(scores),
        recalls=_table(
            ("emotion", "counts as", "recall"),
            [(e, MOOD_OF_EMOTION[e], percent(scores["recall"][e])) for e in EMOTIONS],
        ),
        emotion_confusion=_confusion(EMOTIONS, scores["confusion"]),
        mood_confusion=_confusion(MOODS, scores["moods"]["merge"]["confusion"]),
    )


def percent(share: float | None) -> str:
    """Return a share in [0, 1] in per cent with one decimal."""
    return "not measured" if share is None else f"{100 * share:.1f} %"


def _figures(scores: JSON) -> str:
    moods, ferplus = scores["moods"], scores["ferplus"] or {}
    rows = [
        ("seven emotions, original labels", scores["accuracy"]),
        ("- without exact copies of training images", scores["accuracy_without_train_copies"]),
        ("- macro F1", scores["macro_f1"]),
        ("four moods, *drop*", moods["drop"]["accuracy"]),
        ("four moods, *merge*", moods["merge"]["accuracy"]),
        ("seven emotions, FER+ plurality", ferplus.get("accuracy")),
        ("four moods, FER+, *drop*", ferplus.get("moods_drop", {}).get("accuracy")),
        ("four moods, FER+, *merge*", ferplus.get("moods_merge", {}).get("accuracy")),
        ("expected calibration error, 15 bins", scores["ece"]),
        ("readings called certain", scores["certain"]["coverage"]),
        ("- of these, mood right (*merge*)", scores["certain"]["accuracy"]),
    ]
    return _table(("figure", "value"), [(name, percent(share)) for name, share in rows])


def _confusion(names: Sequence[str], matrix: Sequence[Sequence[int]]) -> str:
    rows = [(name, *map(str, row)) for name, row in zip(names, matrix, strict=True)]
    return _table(("labelled", *names), rows)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(
        "| " + " | ".join(row) + " |" for row in (header, ["---"] * len(header), *rows)
    )


if __name__ == "__main__":
    run(ModelCardConfig, write_model_card)
