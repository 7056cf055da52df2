"""The page of a model card: the template filled with cards, scores and robustness."""

from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

import pandas as pd

from mood_recommender.moods import EMOTIONS, MOOD_OF_EMOTION
from mood_recommender.vision.networks import Card
from training.figures.leaves import JSON
from training.figures.markdown import hundredfold, percent, span, table, with_interval

TEMPLATE = Path(__file__).parents[1] / "model-card.md"
ABLATIONS = Path(__file__).parents[1] / "ablations.csv"
"""What was tried and what it gave, one line each; kept by whoever trains."""

LEARNING_CURVE = "learning-curve-{}.png"

NOT_RECORDED = "not recorded"

FIGURES = {
    "seven emotions, original labels": "accuracy",
    "- without exact copies of training images": "accuracy_without_train_copies",
    "- macro F1": "macro_f1",
    "- expected calibration error, 15 bins": "ece",
    "four moods, *drop*": "moods.drop.accuracy",
    "four moods, *merge*": "moods.merge.accuracy",
    "seven emotions, FER+ plurality": "ferplus.accuracy",
    "- macro F1, FER+": "ferplus.macro_f1",
    "- expected calibration error, 15 bins, FER+": "ferplus.ece",
    "four moods, FER+, *drop*": "ferplus.moods_drop.accuracy",
    "four moods, FER+, *merge*": "ferplus.moods_merge.accuracy",
    "readings called certain": "certain.coverage",
    "- of these, mood right (*merge*)": "certain.accuracy",
    "- of these, mood right (FER+, *merge*)": "ferplus.certain.accuracy",
}
"""The rows of the table of figures, and where each figure stands in the scores."""


@dataclass(frozen=True)
class Measured:
    """What the page says and shows, and where that lies."""

    scores: JSON
    robustness: JSON
    curves: int
    """How many learning curves there are."""
    folder: str
    """Name of the folder with the pictures and the JSON, which lies beside the page."""


def render(serving: Card, labels: Card, measured: Measured) -> str:
    """Return the page, in Markdown, from both cards and what was measured."""
    scores, robustness = measured.scores, measured.robustness
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        architecture=serving.architecture,
        parameters=f"{serving.parameters:,}",
        **_calibration("serving", serving),
        **_calibration("labels", labels),
        n=f"{scores['serving']['n']:,}",
        trained_on=serving.raw.get("trained_on", NOT_RECORDED),
        training_faces=_count(serving.raw.get("training_faces")),
        calibrated_on=_count(serving.raw.get("scores", {}).get("public", {}).get("n")),
        agreement=percent(scores["serving"]["labels_agree_with_votes"]),
        pictures=measured.folder,
        figures=_figures(scores),
        recalls=_recalls(scores),
        learning_curves=_learning_curves(measured),
        faces_with_moods=f"{robustness['n']:,}",
        conditions=_conditions(robustness),
        glasses=_glasses(robustness["angry"]),
        jitters=robustness["box_jitter"]["jitters"],
        jitter=percent(robustness["box_jitter"]["range"]),
        flips=with_interval(robustness["box_jitter"]["flips"]),
        ablations=_ablations(ABLATIONS),
    )


def _calibration(role: str, card: Card) -> dict[str, str]:
    return {
        f"{role}_temperature": temperature(card),
        f"{role}_threshold": percent(card.certain_threshold),
    }


def temperature(card: Card) -> str:
    """Return what the scores were divided by; version 1 of the card has no place by output."""
    outputs = card.raw.get("outputs", {}).values()
    said = [output["temperature"] for output in outputs if "temperature" in output]
    return str(said[0] if said else card.raw.get("temperature", NOT_RECORDED))


def _count(number: int | None) -> str:
    return NOT_RECORDED if number is None else f"{number:,}"


def _figure(scores: JSON, name: str) -> tuple[str, str]:
    """Return value and interval of a dotted name, in per cent."""
    value: Any = scores
    for part in name.split("."):
        value = value[part]
    return percent(value), span(scores["intervals"].get(name))


def _figures(scores: JSON) -> str:
    rows = [
        (title, *_figure(scores["serving"], name), *_figure(scores["labels"], name))
        for title, name in FIGURES.items()
    ]
    files = scores["serving"]["weights"], scores["labels"]["weights"]
    return table(("figure", f"`{files[0]}`", "95 %", f"`{files[1]}`", "95 %"), rows)


def _recalls(scores: JSON) -> str:
    """Return each emotion's recall by the network that learned the truth in question."""
    header = ("emotion", "counts as", "recall, FER+", "95 %", "recall, labels", "95 %")
    rows = [
        (
            emotion,
            MOOD_OF_EMOTION[emotion],
            *_figure(scores["serving"], f"ferplus.recall.{emotion}"),
            *_figure(scores["labels"], f"recall.{emotion}"),
        )
        for emotion in EMOTIONS
    ]
    return table(header, rows)


def _conditions(robustness: JSON) -> str:
    rows = [("as they are", *_value_and_range(robustness["accuracy"]), "", "")]
    rows += [
        (name, *_value_and_range(under["accuracy"]), *_points(under["cost"]))
        for name, under in robustness["conditions"].items()
    ]
    return table(("condition", "moods right", "95 %", "costs, in points", "95 %"), rows)


def _glasses(angry: JSON) -> str:
    rows = [("without glasses", *_value_and_range(angry["without glasses"]), "", "")]
    rows += [
        (name, *_value_and_range(angry[name]["angry"]), *_points(angry[name]["added"]))
        for name in angry
        if name != "without glasses"
    ]
    return table(("faces", "said to be angry", "95 %", "more often by, in points", "95 %"), rows)


def _learning_curves(measured: Measured) -> str:
    if not measured.curves:
        return "The logs of the runs were not kept."
    return "\n\n".join(
        f"![Loss and accuracy over the epochs of run {i}]"
        f"({measured.folder}/{LEARNING_CURVE.format(i)})"
        for i in range(1, measured.curves + 1)
    )


def _ablations(path: Path) -> str:
    if not path.exists():
        return "None are on record."
    tried = pd.read_csv(path, dtype=str, keep_default_na=False)
    return table(list(tried), tried.to_numpy().tolist())


def _value_and_range(figure: JSON) -> tuple[str, str]:
    return percent(figure["value"]), span(figure["interval"])


def _points(figure: JSON) -> tuple[str, str]:
    return hundredfold(figure["value"]), span(figure["interval"])
