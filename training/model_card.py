r"""Measure the networks in weights/ and write their card, so that no figure is typed by hand.

    python -m training.model_card --data fer2013.csv --logs runs/a/log.csv,runs/b/log.csv \\
        --out docs/model-card.md --replace

One network serves: it learned what ten people saw. One of the same architecture learned the
original labels, for comparison with the literature. Each is measured against both. For the task of
the emotions alone.

Beside the page lies a folder of its name with the figures as JSON and the pictures drawn of them.
The page is the template training/model-card.md filled with what the cards of the weights say, with
those figures, each with its 95 % bootstrap interval, and with the table of training/ablations.csv.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from training.runs.flags import flag, run


@dataclass(frozen=True)
class ModelCardConfig:
    """What to describe; each field is a --flag."""

    data: Path = flag("FER-2013 with FER+ votes, as .npz or .csv")
    out: Path = flag("the page to write; figures go to the folder of its name")
    serving: Path = flag("the .onnx that serves, with its card", Path("weights/emotions.onnx"))
    labels: Path = flag(
        "the .onnx that learned the original labels, with its card",
        Path("weights/reference/fer2013.onnx"),
    )
    logs: tuple[Path, ...] = flag("log.csv of each run that led to what serves, in order", ())
    replace: bool = flag("replace the page, its figures and its pictures", False)


def write_model_card(config: ModelCardConfig) -> None:
    """Measure the networks, draw their pictures and write their card.

    Everything is read, measured and drawn before the first file is written. Raises PageExists,
    LogError, DataError, WeightsMismatch.
    """
    # Plotting and reading data take seconds; --help does without.
    from mood_recommender.vision.networks import read_card
    from training.figures.logs import read_log
    from training.figures.model_card_page import LEARNING_CURVE, Measured, render
    from training.runs.model_card import draw, measure
    from training.runs.pages import require_new_page, write_page
    from training.runs.robustness import measure_robustness

    require_new_page(config.out, config.replace)
    logs = [read_log(path) for path in config.logs]
    cards = read_card(config.serving), read_card(config.labels)
    scores = {
        "serving": measure(config.serving, config.data),
        "labels": measure(config.labels, config.data),
    }
    robustness = measure_robustness(config.serving, config.data)
    folder = config.out.with_suffix("")
    pictures = draw(scores, logs)
    page = render(*cards, Measured(scores, robustness, len(logs), folder.name))
    figures = {"scores.json": scores, "robustness.json": robustness}
    texts = {name: f"{json.dumps(said, indent=1)}\n".encode() for name, said in figures.items()}
    write_page(config.out, page, texts | pictures)
    for curve in folder.glob(LEARNING_CURVE.format("*")):
        if curve.name not in pictures:  # of the weights before
            curve.unlink()


if __name__ == "__main__":
    run(ModelCardConfig, write_model_card)
