"""The log of a run: log.csv, a line an epoch, with loss and accuracy of both splits."""

from pathlib import Path

import pandas as pd

from mood_recommender.errors import MoodRecommenderError

LOG = "log.csv"


class LogError(MoodRecommenderError):
    """A file is no log of a run."""

    title = "The log cannot be read"


def read_log(path: Path) -> pd.DataFrame:
    """Return a log.csv, one row an epoch, which counts from 0. Raises LogError."""
    if not path.is_file():
        raise LogError(f"There is no {path}; give the log.csv of a run.")
    try:
        log = pd.read_csv(path, dtype=float)
    except ValueError:  # as pandas says of text among the numbers, and of what is no table
        log = pd.DataFrame()
    if log.empty or not {"epoch", "loss"} <= set(log):
        raise LogError(f"{path} is no log; give the log.csv of a run.")
    return log


def spoken(column: str) -> str:
    """Say what a column is: `val_ferplus_loss` -> `public ferplus loss`."""
    name = column.removeprefix("val_").replace("_", " ")
    return f"public {name}" if column.startswith("val_") else name


def best_epoch(log: pd.DataFrame) -> str:
    """Say which epoch had the lowest loss on the public split."""
    if "val_loss" not in log or log["val_loss"].isna().all():
        return "none of them was judged."
    best = log.loc[log["val_loss"].idxmin()]
    loss, epoch = best["val_loss"], best["epoch"] + 1
    return f"the lowest public loss, {loss:.3f}, is that of epoch {epoch:.0f}."
