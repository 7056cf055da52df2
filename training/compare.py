"""Compare networks: what each costs and how well it reads, so that a designer can choose.

    python -m training.compare --data fer2013.csv --runs runs/compare

A network is taken from RUNS/NAME/model.keras. Where there is none, `training.train` trains it into
that folder with its own settings; interrupted, the same command goes on. The page is the template
training/networks.md filled with the figures; these and their picture lie in the folder of its name.
Needs Keras on TensorFlow; what Keras on PyTorch trained can be loaded all the same.
"""

import json
import math
import platform
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

import keras
import numpy as np
import onnxruntime
import pandas as pd

from mood_recommender.files import write_whole
from training.export import single_head, to_onnx
from training.faces.fer2013 import Faces, load_faces
from training.faces.votes import plurality
from training.figures.intervals import intervals
from training.figures.metrics import JSON, accuracy
from training.figures.plots import draw_trade_off
from training.networks.architectures import ARCHITECTURES, HEADS, build, load_trained
from training.runs.flags import flag, run
from training.runs.folders import RunMismatch
from training.train import TrainConfig, train

TEMPLATE = Path(__file__).with_name("networks.md")

DENSE = "fully_convolutional"
"""What the others are smaller than."""

TO_COMPARE = tuple(name for name in ARCHITECTURES if name != "teacher")

BATCH = 64
"""Faces in a batch, as when a folder of photos is read."""

ROUNDS = {1: 1000, BATCH: 50}
"""Times that each network reads one face, and a batch, on the clock."""

WARM_UP = 5
"""Times before that, off the clock: the first calls reserve memory."""

Reader = Callable[[np.ndarray], object]


@dataclass(frozen=True)
class CompareConfig:
    """What to compare; each field is a --flag."""

    data: Path = flag("FER-2013 as .npz, .csv or folder")
    runs: Path = flag("folder with a run folder for each network, trained or still to train")
    architectures: tuple[str, ...] = flag(
        "names in training.networks.architectures, with commas between", TO_COMPARE
    )
    epochs: int = flag("epochs for a network that is still to train", TrainConfig.epochs, least=1)
    out: Path = flag(
        "the page to write; figures go to the folder of its name", Path("docs/networks.md")
    )


def compare(config: CompareConfig) -> None:
    """Train or load networks, measure them and write a page with their trade-off."""
    for name in config.architectures:
        build(name)  # an unknown name is to be said before hours of training
    figures = measure({name: trained(name, config) for name in config.architectures}, config)
    folder = config.out.with_suffix("")
    with write_whole(folder / "networks.json") as part:
        part.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    with write_whole(folder / "networks.png") as part:
        part.write_bytes(draw_trade_off(figures["networks"]))
    with write_whole(config.out) as part:
        part.write_text(render(figures, folder.name), encoding="utf-8")


def trained(name: str, config: CompareConfig) -> keras.Model:
    """Return a trained network, training it if its run folder has none.

    Raises RunMismatch if the folder holds another network, one of an older design or a begun run
    with other settings, and NetworkError if it holds none with heads.
    """
    path = config.runs / name / "model.keras"
    if not path.exists():
        train(TrainConfig(config.data, path.parent, architecture=name, epochs=config.epochs))
    network = load_trained(path)
    if network.name != name:
        raise RunMismatch(f"{path} is the network {network.name}, not {name}.")
    if _design(network) != _design(build(name, list(network.output))):
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


def measure(networks: Mapping[str, keras.Model], config: CompareConfig) -> JSON:
    """Return the figures of trained networks and how they were come by."""
    public = load_faces(config.data, "public")
    served = {name: served_part(network) for name, network in networks.items()}
    readers = {name: _reader(network) for name, network in served.items()}
    one, batch = (milliseconds(readers, public.images, size) for size in ROUNDS)
    return {
        "n": len(public),
        "processor": processor(),
        "onnxruntime": onnxruntime.__version__,
        "rounds": ROUNDS[1],
        "rounds_of_batches": ROUNDS[BATCH],
        "batch": BATCH,
        "dense": {"name": DENSE, **size_of(build(DENSE))},
        "networks": {
            name: {
                **size_of(served[name]),
                "milliseconds": one[name],
                "milliseconds_in_batches": batch[name],
                "accuracy": accuracies(network, public),
                **history(config.runs / name),
            }
            for name, network in networks.items()
        },
    }


def served_part(network: keras.Model) -> keras.Model:
    """Return what would serve: one head, here the first, as they all cost the same."""
    return single_head(network, next(iter(network.output)))


def size_of(network: keras.Model) -> JSON:
    """Return parameters, and multiply-adds and FLOPs for one face."""
    count = multiply_adds(network)
    return {
        "parameters": network.count_params(),
        "multiply_adds": count,
        "flops": 2 * count,
    }


def multiply_adds(network: keras.Model) -> int:
    """Count the multiplications of convolutions and dense layers for one face, an addition each.

    A kernel is multiplied once at every place of its layer's output, those at the edge included.
    Biases, normalization, activations and pooling are left out.
    """
    return sum(
        math.prod(layer.output.shape[1:-1]) * math.prod(weight.shape)
        for layer in network.layers
        for weight in layer.weights
        if weight.name.endswith("kernel")
    )


def milliseconds(readers: Mapping[str, Reader], images: np.ndarray, size: int) -> dict[str, float]:
    """Return the median CPU time of a face, in ms, read `size` of (n, 48, 48) uint8 at a time.

    The readers take turns, so that whatever else slows the machine slows them all.
    """
    faces = np.resize(images, (size, *images.shape[1:], 1)).astype(np.float32)
    spent: dict[str, list[float]] = {name: [] for name in readers}
    for _ in range(WARM_UP + ROUNDS[size]):
        for name, read in readers.items():
            start = time.process_time()
            read(faces)
            spent[name].append(time.process_time() - start)
    return {name: 1000 * float(np.median(s[WARM_UP:])) / size for name, s in spent.items()}


def _reader(network: keras.Model) -> Reader:
    """Read with ONNX Runtime on one thread, as the application does."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(to_onnx(network).SerializeToString(), options)
    return lambda faces: session.run(None, {"faces": faces})


def accuracies(network: keras.Model, public: Faces) -> JSON:
    """Return the share that each head has right, and its interval, by the truth that it learned."""
    readings = network.predict(public.images[..., np.newaxis].astype(np.float32), 256, verbose=0)
    truths = {"fer2013": public.labels}
    if public.votes is not None:
        truths["ferplus"] = plurality(public.votes)
    return {
        head: _accuracy(readings[head].argmax(axis=1)[truth >= 0], truth[truth >= 0])
        for head, truth in truths.items()
        if head in readings
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
    log, settings = folder / "log.csv", folder / "run.json"
    said = json.loads(settings.read_text(encoding="utf-8")) if settings.exists() else {}
    return {
        "epochs": int(pd.read_csv(log)["epoch"].max()) + 1 if log.exists() else None,
        "taught": said.get("views", "None") != "None",
        "started_from_weights": said.get("start", "None") != "None",
    }


def processor() -> str:
    """Return the name of this machine's processor."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return next(iter(names), "") or platform.processor() or platform.machine()


def render(figures: JSON, pictures: str) -> str:
    """Return the page, in Markdown; `pictures` is the folder of figures and picture beside it."""
    networks, dense = figures["networks"], figures["dense"]
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        pictures=pictures,
        n=f"{figures['n']:,}",
        processor=figures["processor"],
        onnxruntime=figures["onnxruntime"],
        rounds=f"{figures['rounds']:,}",
        rounds_of_batches=figures["rounds_of_batches"],
        batch=figures["batch"],
        networks="\n".join(_figures_row(name, network) for name, network in networks.items()),
        dense=dense["name"],
        dense_parameters=f"{dense['parameters']:,}",
        dense_multiply_adds=_millions(dense["multiply_adds"]),
        reductions="\n".join(
            _reduction_row(name, network, dense)
            for name, network in networks.items()
            if name != dense["name"]
        ),
    )


def _figures_row(name: str, network: JSON) -> str:
    return _row(
        f"`{name}`",
        f"{network['parameters']:,}",
        _millions(network["multiply_adds"]),
        _millions(network["flops"]),
        f"{network['milliseconds']:.2f}",
        f"{network['milliseconds_in_batches']:.2f}",
        *(_share(network["accuracy"].get(head)) for head in HEADS),
        _training(network),
    )


def _reduction_row(name: str, network: JSON, dense: JSON) -> str:
    factors = [dense[cost] / network[cost] for cost in ("parameters", "multiply_adds")]
    return _row(f"`{name}`", *(f"{factor:.1f} times" for factor in factors))


def _training(network: JSON) -> str:
    parts = ["not known" if network["epochs"] is None else f"{network['epochs']}"]
    if network["taught"]:
        parts.append("taught")
    if network["started_from_weights"]:
        parts.append("from trained weights")
    return ", ".join(parts)


def _share(figure: JSON | None) -> str:
    if figure is None:
        return "not measured"
    low, high = figure["interval"]
    return f"{100 * figure['value']:.1f} % ({100 * low:.1f} to {100 * high:.1f})"


def _millions(count: int) -> str:
    return f"{count / 1e6:.1f}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    run(CompareConfig, compare)
