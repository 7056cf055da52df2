r"""Measure exported weights on a split of the data: one crop a face, no mirrored copies.

    python -m training.evaluate --weights weights/emotions.onnx --data fer2013.csv \
        --split public --json scores.json --train-data fer2013.csv

Takes .onnx (what serves) or .keras, each with its card (.json) beside it, which names the task.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from training.figures.leaves import JSON, leaves
from training.runs.flags import flag, run


@dataclass(frozen=True)
class EvaluateConfig:
    """What to measure; each field is a --flag."""

    weights: Path = flag(".onnx or .keras, with its card (.json) beside it")
    data: Path = flag("the data set, as the reader of the task takes it")
    split: str = flag("train, public or private", "public")
    json: Path | None = flag("file for the scores", None)
    train_data: Path | None = flag("where the Training images are, to find copies of them", None)


def evaluate(config: EvaluateConfig) -> None:
    """Measure weights on a split, print a summary and write the scores as JSON."""
    # Readers of data take a second; --help does without.
    from mood_recommender.files import write_whole
    from mood_recommender.vision.networks import read_card
    from training.runs.measure import score_weights

    card = read_card(config.weights)
    described = {
        "weights": config.weights.name,
        "parameters": card.parameters,
        "split": config.split,
    }
    scores = described | score_weights(config.weights, config.data, config.split, config.train_data)
    print(summary(scores))
    if config.json is not None:
        with write_whole(config.json) as part:
            part.write_text(json.dumps(scores, indent=2) + "\n")


def summary(scores: JSON) -> str:
    """Return every share among the scores as a line for people."""
    lines = [
        f"{scores['weights']}: {scores['parameters']:,} parameters, {scores['n']:,} faces "
        f"of the split {scores['split']}",
        *(_line(name, share) for name, share in leaves(scores)),
    ]
    return "\n".join(lines)


def _line(name: str, share: float | None) -> str:
    spoken = name.replace(".", ", ").replace("_", " ")
    return f"  {spoken:38}" + ("not measured" if share is None else f"{100 * share:6.2f} %")


if __name__ == "__main__":
    run(EvaluateConfig, evaluate)
