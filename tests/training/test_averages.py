"""What is kept of a run: averages by the number of steps, the best epoch, whole checkpoints."""

from types import SimpleNamespace

import numpy as np
import pytest

from training.faces.arrays import DataError
from training.runs.averages import Averages
from training.runs.checkpoints import read_arrays, write_arrays
from training.runs.epochs import BestEpoch, EpochLog


class Network:
    """Weights that every step sets anew."""

    def __init__(self, *weights):
        self.weights = [np.array(weight, np.float32) for weight in weights]
        self.optimizer = SimpleNamespace(iterations=0)
        self.stop_training = False

    def get_weights(self):
        return [weight.copy() for weight in self.weights]

    def set_weights(self, weights):
        self.weights = [weight.copy() for weight in weights]


def averages_of(network, keep, steps):
    averages = Averages(network, keep)
    averages.set_model(network)
    for step, value in enumerate(steps, start=1):
        network.optimizer.iterations = step
        network.set_weights([np.array([value], np.float32)])
        averages.on_train_batch_end(step)
    return averages


def test_a_short_run_is_no_average_of_where_it_began():
    averages = averages_of(Network([1000.0]), 0.998, [1.0] * 22)
    assert averages.values[0][0] == pytest.approx(1, abs=0.01)


def test_after_many_steps_a_step_keeps_what_it_was_told():
    averages = averages_of(Network([0.0]), 0.9, [0.0] * 200 + [1.0])
    assert averages.values[0][0] == pytest.approx(0.1)


def test_equal_weights_have_the_same_average_to_the_last_bit():
    averages = averages_of(Network([0.1]), 0.998, [0.1] * 50)
    assert averages.values[0] == np.float32(0.1)


def test_while_testing_the_averages_are_in_use():
    network = Network([0.0])
    averages = averages_of(network, 0.5, [1.0, 2.0])
    average = averages.values[0].copy()
    averages.on_test_begin()
    assert network.weights[0] == average
    averages.on_test_end()
    assert (network.weights[0], averages.values[0]) == (2, average)


def epochs(tmp_path, patience, losses):
    """End epochs with these losses on the public split, each with its number as its weights."""
    network = Network([0.0])
    averages = Averages(network, 0.5)
    log = EpochLog(tmp_path, len(losses), 0)
    best = BestEpoch(tmp_path, averages, log, patience)
    best.set_model(network)
    for epoch, loss in enumerate(losses):
        averages.values = [np.array([epoch], np.float32)]
        log.on_epoch_begin(epoch)
        log.on_epoch_end(epoch, {"loss": 1.0, "val_loss": loss})
        best.on_epoch_end(epoch)
    return network, best


def test_patience_keeps_the_best_epoch_and_ends_the_run(tmp_path):
    network, best = epochs(tmp_path, 2, [3, 1, 2, float("nan")])
    assert network.stop_training
    assert best.values()[0] == 1


def test_a_better_epoch_in_time_lets_a_run_go_on(tmp_path):
    network, best = epochs(tmp_path, 2, [3, 1, 2, 0.5])
    assert not network.stop_training
    assert best.values()[0] == 3


def test_without_patience_the_last_epoch_is_kept(tmp_path):
    network, best = epochs(tmp_path, 0, [1, 2, 3, 4])
    assert not network.stop_training
    assert best.values()[0] == 3
    assert not (tmp_path / "best.npz").exists()


def test_a_run_that_ended_early_is_over_when_it_is_begun_again(tmp_path):
    epochs(tmp_path, 2, [1, 2, 3])
    again = EpochLog(tmp_path, 9, 3)
    assert BestEpoch(tmp_path, Averages(Network([0.0]), 0.5), again, 2).is_over()


def test_a_line_of_an_epoch_that_was_not_kept_is_dropped(tmp_path):
    epochs(tmp_path, 0, [1, 2, 3])
    assert [row["epoch"] for row in EpochLog(tmp_path, 9, 2).rows] == [0, 1]


def test_where_nobody_watches_an_epoch_is_one_line(tmp_path, capsys):
    epochs(tmp_path, 0, [1, 2])
    lines = capsys.readouterr().out.splitlines()
    assert [line[:14] for line in lines] == ["epoch 1 of 2, ", "epoch 2 of 2, "]
    assert "loss 1.000, public loss 2.000" in lines[1]


def test_a_damaged_checkpoint_is_named(tmp_path):
    write_arrays(tmp_path / "checkpoint.npz", [np.arange(1000), np.arange(3)])
    content = (tmp_path / "checkpoint.npz").read_bytes()
    assert [len(array) for array in read_arrays(tmp_path / "checkpoint.npz", 2)] == [1000, 3]
    (tmp_path / "checkpoint.npz").write_bytes(content[:2000])
    with pytest.raises(DataError, match=r"checkpoint\.npz is not a readable \.npz file"):
        read_arrays(tmp_path / "checkpoint.npz", 2)
