"""Draw how loss and accuracy of a run went over its epochs, while it runs or afterwards.

python -m training.learning_curve --run runs/deep --out deep.png
"""

from dataclasses import dataclass
from pathlib import Path

from training.runs.flags import flag, run


@dataclass(frozen=True)
class LearningCurveConfig:
    """What to draw; each field is a --flag."""

    run: Path = flag("folder of a run of training.train")
    out: Path = flag("the .png to write")


def draw_run(config: LearningCurveConfig) -> None:
    """Draw loss and accuracy of both splits over the epochs of a run, and name its best one."""
    # Plotting takes seconds; --help does without.
    from mood_recommender.files import write_whole
    from training.figures.logs import LOG, best_epoch, read_log
    from training.figures.plots import draw_learning_curve

    log = read_log(config.run / LOG)
    with write_whole(config.out) as part:
        part.write_bytes(draw_learning_curve(log))
    print(f"{config.out} shows {len(log)} epochs; {best_epoch(log)}")


if __name__ == "__main__":
    run(LearningCurveConfig, draw_run)
