"""What is kept of the epochs of a run: a line of the log each, and the weights of the best."""

import sys
import time
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pandas as pd

from mood_recommender.files import write_whole
from training.figures.logs import LOG, read_log, spoken
from training.runs.averages import Averages
from training.runs.checkpoints import read_arrays, write_arrays

BEST = "best.npz"


class EpochLog(keras.callbacks.Callback):
    """Writes a line an epoch to log.csv, and prints one where nobody watches a bar fill."""

    def __init__(self, folder: Path, epochs: int, done: int) -> None:
        """Begin after `done` epochs; a line of a later one belongs to none that was kept."""
        super().__init__()
        self.path, self.epochs = folder / LOG, epochs
        self.rows: list[dict[str, Any]] = []
        if done and self.path.exists():
            rows = read_log(self.path).to_dict("records")
            self.rows = [row for row in rows if row["epoch"] < done]

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        """Look at the clock."""
        self.begun = time.monotonic()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Write, and say, what the epoch gave."""
        figures = {name: float(value) for name, value in sorted((logs or {}).items())}
        self.rows.append({"epoch": epoch, **figures})
        with write_whole(self.path) as part:
            pd.DataFrame(self.rows).astype({"epoch": int}).to_csv(part, index=False)
        if not sys.stdout.isatty():
            seconds = time.monotonic() - self.begun
            print(
                f"epoch {epoch + 1} of {self.epochs}, {seconds:.0f} s: {_main(figures)}", flush=True
            )


def _main(figures: dict[str, float]) -> str:
    """Say the whole losses and every accuracy, not what each head adds to the losses."""
    return ", ".join(
        f"{spoken(name)} {value:.3f}"
        for name, value in figures.items()
        if name in ("loss", "val_loss") or name.endswith("accuracy")
    )


class BestEpoch(keras.callbacks.Callback):
    """Keeps the averages of the epoch with the lowest loss on the public split, and ends the run.

    With `patience` 0 it does neither.
    """

    def __init__(self, folder: Path, averages: Averages, log: EpochLog, patience: int) -> None:
        super().__init__()
        self.path, self.averages, self.log, self.patience = folder / BEST, averages, log, patience

    def is_over(self) -> bool:
        """Whether as many epochs as there is patience have brought nothing better."""
        return self.patience > 0 and self._since_best() >= self.patience

    def values(self) -> list[np.ndarray]:
        """Return the weights that the run gives. Raises DataError where they are damaged."""
        if not self.patience:
            return self.averages.values
        return read_arrays(self.path, len(self.averages.values))

    def on_epoch_end(self, epoch: int, logs: object = None) -> None:
        """Keep the epoch if it is the best, which the log knows."""
        if self.patience and not self._since_best():
            write_arrays(self.path, self.averages.values)
        if self.is_over():
            self.model.stop_training = True

    def _since_best(self) -> int:
        losses = np.nan_to_num([row["val_loss"] for row in self.log.rows], nan=np.inf)
        return len(losses) - 1 - int(losses.argmin()) if len(losses) else 0
