"""A run may be stopped, moved and made longer, and says so."""

import csv
from dataclasses import replace

import pytest

from training.export import ExportConfig, export
from training.runs.folders import RunMismatch
from training.train import train
from training.views.batches import Batches

# Keras 3.15 on TensorFlow asks NumPy 2 for arrays in the way of NumPy 1.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture
def begun(config):
    """A run of one epoch."""
    train(config(epochs=1))
    return config(epochs=1)


def logged(out):
    with (out / "log.csv").open() as file:
        return [line["epoch"] for line in csv.DictReader(file)]


def test_a_run_of_moved_faces_goes_on_for_more_epochs(begun, tmp_path, capsys):
    moved = begun.data.rename(tmp_path / "moved.npz")
    model = begun.out / "model.keras"
    model.unlink()
    capsys.readouterr()
    train(replace(begun, data=moved, epochs=2))
    assert logged(begun.out) == ["0", "1"]
    said = capsys.readouterr().out
    assert said.startswith("epoch 2 of 2, ")
    assert f"{model} is written. Next: python -m training.export --network {model}" in said
    assert model.exists()


def test_fewer_epochs_than_a_run_has_are_refused(config):
    train(config(epochs=2))
    with pytest.raises(RunMismatch, match="run has 2 epochs already, more than --epochs 1; give"):
        train(config(epochs=1))


def test_other_faces_in_the_old_place_are_named(begun, arrays, write_npz):
    write_npz(images=arrays["images"] // 2)
    with pytest.raises(RunMismatch, match=r"faces was 28 with checksum [0-9a-f]{16}, now 28 with"):
        train(begun)


def stop(monkeypatch, epoch):
    """Press Ctrl-C when an epoch begins."""
    start = Batches.start

    def start_or_stop(self, number):
        if number == epoch and hasattr(self, "epoch"):
            raise KeyboardInterrupt
        start(self, number)

    monkeypatch.setattr(Batches, "start", start_or_stop)


@pytest.mark.parametrize(("epoch", "where"), [(0, "from its beginning"), (1, "after epoch 1 of 3")])
def test_a_stopped_run_says_from_where_it_goes_on(config, monkeypatch, epoch, where):
    stop(monkeypatch, epoch)
    with pytest.raises(KeyboardInterrupt, match=rf"The same command goes on {where}\."):
        train(config())


def test_a_network_at_chance_is_named_when_trained_and_when_exported(config, tmp_path, capsys):
    blind = config("blind", epochs=1, learning_rate=0.0)
    train(blind)
    at_chance = "Warning: ferplus is at chance: it has 14.3 % right, where always giving"
    assert at_chance in capsys.readouterr().err
    export(ExportConfig(blind.out / "model.keras", blind.data, tmp_path / "blind.onnx"))
    assert at_chance in capsys.readouterr().err
