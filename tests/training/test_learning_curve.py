import numpy as np
import pandas as pd
import pytest

from training.figures.logs import LogError, best_epoch
from training.learning_curve import LearningCurveConfig, draw_run

LOG = pd.DataFrame(
    {"epoch": [0, 1, 2], "accuracy": [0.1, 0.2, 0.3], "loss": 1.0, "val_loss": [2.5, 1.25, 1.5]}
)


def test_a_run_is_drawn_and_its_best_epoch_named(tmp_path, capsys):
    LOG.to_csv(tmp_path / "log.csv", index=False)
    draw_run(LearningCurveConfig(tmp_path, tmp_path / "curve.png"))
    assert (tmp_path / "curve.png").read_bytes().startswith(b"\x89PNG")
    assert "3 epochs; the lowest public loss, 1.250, is that of epoch 2." in capsys.readouterr().out


@pytest.mark.parametrize("log", [LOG.drop(columns="val_loss"), LOG.assign(val_loss=np.nan)])
def test_without_a_public_loss_no_epoch_is_the_best(log):
    assert best_epoch(log) == "none of them was judged."


def test_a_folder_without_a_log_is_named(tmp_path):
    with pytest.raises(LogError, match=r"There is no .*log\.csv; give the log\.csv of a run"):
        draw_run(LearningCurveConfig(tmp_path, tmp_path / "curve.png"))
