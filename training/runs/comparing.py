"""Networks to compare: trained where they are missing, and measured side by side."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import keras
import numpy as np
import onnxruntime

from training.faces.fer2013 import Faces, load_faces
from training.figures.intervals import intervals
from training.figures.leaves import JSON
from training.figures.logs import LOG, read_log
from training.figures.metrics import accuracy
from training.networks.costs import BATCH, ROUNDS, milliseconds, processor, reader, size_of
from training.networks.heads import build
from training.networks.onnx_file import with_heads
from training.networks.predict import predict
from training.networks.saved import load_trained
from training.runs.folders import RunMismatch, read_settings
from training.runs.settings import TrainConfig
from training.runs.training import train_run
from training.tasks.emotions import TASK, right_answers

DENSE = "fully_convolutional"
"""What the others are smaller than."""


def trained(run: TrainConfig) -> keras.Model:
    """Return the network of a run, training it if its folder has none.

    Raises RunMismatch if the folder holds another network, one of an older design or a begun run
    with other settings, and NetworkError if it holds none with heads.
    """
    name, path = run.architecture, run.out / "model.keras"
    if not path.exists():
        train_run(run)
    network = load_trained(path)
    if network.name != name:
        raise RunMismatch(f"{path} is the network {network.name}, not {name}.")
    if _design(network) != _design(_build(name, list(network.output))):
        raise RunMismatch(
            f"{path} is not the {name} of today's training.networks.architectures; remove the "
            "folder to train it anew."
        )
    return network


def _design(network: keras.Model) -> list[tuple[object, ...]]:
    """Tell networks apart that share a name: what each layer is, its activation and its shapes."""
    return [
        (
            layer.name,
            type(layer).__name__,
            getattr(getattr(layer, "activation", None), "__name__", None),
            layer.output.shape,
            [weight.shape for weight in layer.weights],
        )
        for layer in network.layers
    ]


def measure(networks: Mapping[str, keras.Model], data: Path, runs: Path) -> JSON:
    """Return the figures of trained networks and how they were come by."""
    public = load_faces(data, "public")
    served = {name: served_part(network) for name, network in networks.items()}
    readers = {name: reader(network) for name, network in served.items()}
    one, batch = (milliseconds(readers, public.images, size) for size in ROUNDS)
    return {
        "n": len(public),
        "processor": processor(),
        "onnxruntime": onnxruntime.__version__,
        "rounds": ROUNDS[1],
        "rounds_of_batches": ROUNDS[BATCH],
        "batch": BATCH,
        "dense": {"name": DENSE, **size_of(_build(DENSE, [TASK.heads[0].name]))},
        "networks": {
            name: {
                **size_of(served[name]),
                "milliseconds": one[name],
                "milliseconds_in_batches": batch[name],
                "accuracy": accuracies(network, public),
                **history(runs / name),
            }
            for name, network in networks.items()
        },
    }


def served_part(network: keras.Model) -> keras.Model:
    """Return what would serve: one head, here the first, as they all cost the same."""
    return with_heads(network, [TASK.head(next(iter(network.output)))])


def _build(name: str, heads: Sequence[str]) -> keras.Model:
    return build(name, [TASK.head(head) for head in heads], TASK.crop)


def accuracies(network: keras.Model, public: Faces) -> JSON:
    """Return the share that each head has right, and its interval, by the truth that it learned."""
    answers = {
        head: probabilities.argmax(axis=1)
        for head, probabilities in predict(network, public.images).items()
        if head in TASK.targets(public, 0)
    }
    truths = {head: right_answers(public, head) for head in answers}
    return {
        head: _accuracy(answers[head][truth >= 0], truth[truth >= 0])
        for head, truth in truths.items()
    }


def _accuracy(answers: np.ndarray, truth: np.ndarray) -> JSON:
    def measure(rows: np.ndarray) -> dict[str, float | None]:
        return {"accuracy": accuracy(answers[rows], truth[rows])}

    return {
        "value": accuracy(answers, truth),
        "interval": intervals(measure, len(truth))["accuracy"],
    }


def history(folder: Path) -> JSON:
    """Return how a network was trained, as far as its run folder tells."""
    log, said = folder / LOG, read_settings(folder)
    return {
        "epochs": int(read_log(log)["epoch"].max()) + 1 if log.exists() else None,
        "taught": said.get("views", "None") != "None",
        "started_from_weights": said.get("start", "None") != "None",
    }
