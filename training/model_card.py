r"""Measure the networks in weights/ and write their card, so that no figure is typed by hand.

    python -m training.model_card --data fer2013.csv --logs runs/a/log.csv,runs/b/log.csv

One network serves: it learned what ten people saw. One of the same architecture learned the
original labels, for comparison with the literature. Each is measured against both.

Beside docs/model-card.md lies a folder, docs/model-card/, with the figures as JSON and the pictures
drawn of them. The page is the template training/model-card.md filled with those figures, each with
its 95 % bootstrap interval, and with the table that training/ablations.csv keeps.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

import numpy as np
import pandas as pd

from mood_recommender.errors import MoodRecommenderError
from mood_recommender.files import write_whole
from mood_recommender.moods import EMOTIONS, MOOD_OF_EMOTION
from training.evaluate import copies, read_card, read_emotions, score
from training.faces.fer2013 import Faces, load_faces
from training.faces.votes import plurality
from training.figures.intervals import intervals
from training.figures.metrics import JSON, reliability
from training.figures.plots import draw_confusions, draw_learning_curve, draw_reliability
from training.robustness import GLASSES, measure_weights, require_votes
from training.runs.flags import flag, run

LEARNING_CURVE = "learning-curve-{}.png"
TEMPLATE = Path(__file__).with_name("model-card.md")
ABLATIONS = Path(__file__).with_name("ablations.csv")
"""What was tried and what it gave, one line each; kept by whoever trains."""

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


TRUTHS = {"serving": "FER+ plurality", "labels": "original labels"}
"""What each network learned."""


@dataclass(frozen=True)
class ModelCardConfig:
    """What to describe; each field is a --flag."""

    data: Path = flag("FER-2013 with FER+ votes, as .npz or .csv")
    serving: Path = flag("the .onnx that serves, with its card", Path("weights/emotions.onnx"))
    labels: Path = flag(
        "the .onnx that learned the original labels, with its card",
        Path("weights/reference/fer2013.onnx"),
    )
    logs: tuple[Path, ...] = flag("log.csv of each run that led to what serves, in order", ())
    out: Path = flag(
        "the page to write; figures go to the folder of its name", Path("docs/model-card.md")
    )


class ModelCardError(MoodRecommenderError):
    """What the card is made of is missing."""

    title = "No model card"


@dataclass(frozen=True)
class Measured:
    """What the page says and shows, and where that lies."""

    scores: JSON
    robustness: JSON
    curves: int
    """How many learning curves there are."""
    folder: str
    """Name of the folder with the pictures and the JSON, which lies beside the page."""


def write_model_card(config: ModelCardConfig) -> None:
    """Measure the networks, draw their pictures and write their card.

    Everything is read, measured and drawn before the first file is written. Raises ModelCardError,
    DataError, WeightsError.
    """
    logs = [read_log(path) for path in config.logs]
    cards = read_card(config.serving), read_card(config.labels)
    scores = {
        "serving": measure(config.serving, config.data),
        "labels": measure(config.labels, config.data),
    }
    robustness = measure_weights(config.serving, config.data)
    folder = config.out.with_suffix("")
    pictures = draw(scores, logs)
    page = render(*cards, Measured(scores, robustness, len(logs), folder.name))
    _write(folder / "scores.json", json.dumps(scores, indent=1) + "\n")
    _write(folder / "robustness.json", json.dumps(robustness, indent=1) + "\n")
    for name, picture in pictures.items():
        with write_whole(folder / name) as part:
            part.write_bytes(picture)
    _write(config.out, page)
    for curve in folder.glob(LEARNING_CURVE.format("*")):
        if curve.name not in pictures:  # of the weights before
            curve.unlink()


def read_log(path: Path) -> pd.DataFrame:
    """Return the log.csv of a run, one row an epoch. Raises ModelCardError."""
    if not path.is_file():
        raise ModelCardError(f"There is no {path}; --logs takes the log.csv of each run.")
    try:
        log = pd.read_csv(path, dtype=float)
    except ValueError:  # as pandas says of text among the numbers, and of what is no table
        log = pd.DataFrame()
    if log.empty or not {"epoch", "loss"} <= set(log):
        raise ModelCardError(f"{path} is no log; --logs takes the log.csv of each run.")
    return log


def measure(weights: Path, data: Path) -> JSON:
    """Return the scores on the public split, with the interval of each by its dotted name.

    Raises DataError, also where the data has no FER+ votes, and WeightsError.
    """
    card = read_card(weights)
    public, train = load_faces(data, "public"), load_faces(data, "train")
    said = plurality(require_votes(train, data))
    copied = train.only(copies(train.images, public.images))
    probabilities = read_emotions(weights, public.images)

    def scores_of(rows: np.ndarray) -> JSON:
        return score(probabilities[rows], public.only(rows), copied, card["certain_threshold"])

    return {
        "weights": weights.name,
        "sha256": card["sha256"],
        "training_faces": len(train),
        "labels_agree_with_votes": float((said == train.labels).mean()),
        **scores_of(np.arange(len(public))),
        "reliability": _reliability(probabilities, public, require_votes(public, data)),
        "intervals": intervals(lambda rows: dict(_leaves(scores_of(rows))), len(public)),
    }


def draw(scores: JSON, logs: Sequence[pd.DataFrame]) -> dict[str, bytes]:
    """Return the pictures of the card, PNG by file name: each network by what it learned."""
    serving, labels = scores["serving"]["ferplus"], scores["labels"]
    curves = {truth: scores[role]["reliability"][truth] for role, truth in TRUTHS.items()}
    pictures = {
        "confusion-ferplus.png": draw_confusions(
            serving["confusion"], serving["moods_merge"]["confusion"]
        ),
        "confusion-labels.png": draw_confusions(
            labels["confusion"], labels["moods"]["merge"]["confusion"]
        ),
        "reliability.png": draw_reliability(curves),
    }
    for run_number, log in enumerate(logs, start=1):
        pictures[LEARNING_CURVE.format(run_number)] = draw_learning_curve(log)
    return pictures


def render(serving: JSON, labels: JSON, measured: Measured) -> str:
    """Return the page, in Markdown, from both cards and what was measured."""
    scores, robustness = measured.scores, measured.robustness
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        architecture=serving["architecture"],
        parameters=f"{serving['parameters']:,}",
        **_calibration("serving", serving),
        **_calibration("labels", labels),
        n=f"{scores['serving']['n']:,}",
        training_faces=f"{scores['serving']['training_faces']:,}",
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
        flips=_with_interval(robustness["box_jitter"]["flips"]),
        ablations=_ablations(ABLATIONS),
    )


def percent(share: float | None) -> str:
    """Return a share in [0, 1] in per cent with one decimal."""
    return "not measured" if share is None else f"{100 * share:.1f} %"


def _calibration(role: str, card: JSON) -> dict[str, str]:
    return {
        f"{role}_temperature": str(card["temperature"]),
        f"{role}_threshold": percent(card["certain_threshold"]),
    }


def _reliability(probabilities: np.ndarray, public: Faces, votes: np.ndarray) -> JSON:
    seen = plurality(votes)
    return {
        TRUTHS["serving"]: reliability(probabilities[seen >= 0], seen[seen >= 0]),
        TRUTHS["labels"]: reliability(probabilities, public.labels),
    }


def _leaves(scores: JSON, prefix: str = "") -> Iterator[tuple[str, float | None]]:
    """Give every figure its dotted name; counts and matrices are none."""
    for name, value in scores.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{name}.")
        elif value is None or isinstance(value, float):
            yield prefix + name, value


def _figure(scores: JSON, name: str) -> tuple[str, str]:
    """Return value and interval of a dotted name, in per cent."""
    value: Any = scores
    for part in name.split("."):
        value = value[part]
    return percent(value), _range(scores["intervals"].get(name))


def _figures(scores: JSON) -> str:
    rows = [
        (title, *_figure(scores["serving"], name), *_figure(scores["labels"], name))
        for title, name in FIGURES.items()
    ]
    files = scores["serving"]["weights"], scores["labels"]["weights"]
    return _table(("figure", f"`{files[0]}`", "95 %", f"`{files[1]}`", "95 %"), rows)


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
    return _table(header, rows)


def _conditions(robustness: JSON) -> str:
    rows = [("as they are", *_value_and_range(robustness["accuracy"]), "", "")]
    rows += [
        (name, *_value_and_range(under["accuracy"]), *_points(under["cost"]))
        for name, under in robustness["conditions"].items()
    ]
    return _table(("condition", "moods right", "95 %", "costs, in points", "95 %"), rows)


def _glasses(angry: JSON) -> str:
    rows = [("without glasses", *_value_and_range(angry["without glasses"]), "", "")]
    rows += [
        (name, *_value_and_range(angry[name]["angry"]), *_points(angry[name]["added"]))
        for name in GLASSES
    ]
    return _table(("faces", "said to be angry", "95 %", "more often by, in points", "95 %"), rows)


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
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    return _table(list(table), table.to_numpy().tolist())


def _with_interval(figure: JSON) -> str:
    value, interval = _value_and_range(figure)
    return f"{value} ({interval})"


def _value_and_range(figure: JSON) -> tuple[str, str]:
    return percent(figure["value"]), _range(figure["interval"])


def _points(figure: JSON) -> tuple[str, str]:
    return _hundredfold(figure["value"]), _range(figure["interval"])


def _range(interval: Sequence[float] | None) -> str:
    return "" if interval is None else " to ".join(map(_hundredfold, interval))


def _hundredfold(value: float) -> str:
    return f"{round(100 * value, 1) + 0:.1f}"  # + 0 turns -0.0 into 0.0


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(
        "| " + " | ".join(row) + " |" for row in (header, ["---"] * len(header), *rows)
    )


def _write(path: Path, text: str) -> None:
    with write_whole(path) as part:
        part.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    run(ModelCardConfig, write_model_card)
