r"""Measure what bad light, glasses, a shaky box and so on cost the moods, on the public split.

    python -m training.robustness --weights weights/emotions.onnx --data fer2013.csv \
        --json robustness.json

The truth is the mood that most FER+ taggers saw (`training.runs.robustness`). For the task of
the emotions alone.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from training.figures.leaves import JSON
from training.runs.flags import flag, run


@dataclass(frozen=True)
class RobustnessConfig:
    """What to measure; each field is a --flag."""

    weights: Path = flag(".onnx or .keras, with its card (.json) beside it")
    data: Path = flag("FER-2013 with FER+ votes, as .npz or .csv")
    json: Path | None = flag("file for the figures", None)


def robustness(config: RobustnessConfig) -> None:
    """Measure what bad light, glasses, a shaky box and so on cost; print a table, write JSON."""
    # Readers of data take a second; --help does without.
    from mood_recommender.files import write_whole
    from training.runs.robustness import measure_robustness

    figures = measure_robustness(config.weights, config.data)
    print(table(figures))
    if config.json is not None:
        with write_whole(config.json) as part:
            part.write_text(json.dumps(figures, indent=2) + "\n")


def table(figures: JSON) -> str:
    """Return the figures as lines for people, in percent and points."""
    angry = figures["angry"]
    return "\n".join(
        [
            f"{figures['weights']}: moods of {figures['n']:,} public faces, against FER+",
            _line("as they are", figures["accuracy"]["value"]),
            *(
                f"{_line(name, under['accuracy']['value'])}, costs {_points(under['cost'])}"
                for name, under in figures["conditions"].items()
            ),
            _line("moods that a shaky box flips", figures["box_jitter"]["flips"]["value"]),
            _line("angry without glasses", angry["without glasses"]["value"]),
            *(_angry_line(name, under) for name, under in angry.items() if "added" in under),
        ]
    )


def _line(name: str, share: float) -> str:
    return f"  {name:40}{100 * share:6.2f} %"


def _angry_line(glasses: str, figures: JSON) -> str:
    name = f"angry with {glasses}"
    return f"{_line(name, figures['angry']['value'])}, adds {_points(figures['added'])}"


def _points(figure: JSON) -> str:
    low, high = figure["interval"]
    return f"{100 * figure['value']:6.2f} points ({100 * low:.2f} to {100 * high:.2f})"


if __name__ == "__main__":
    run(RobustnessConfig, robustness)
