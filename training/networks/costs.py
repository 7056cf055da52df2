"""What a network costs: parameters, multiply-adds, and time in ONNX Runtime."""

import math
import platform
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import keras
import numpy as np
import onnxruntime

from training.figures.leaves import JSON
from training.networks.onnx_file import INPUT, to_onnx
from training.networks.predict import pixels

BATCH = 64
"""Faces in a batch, as when a folder of photos is read."""

ROUNDS = {1: 1000, BATCH: 50}
"""Times that each network reads one face, and a batch, on the clock."""

WARM_UP = 5
"""Times before that, off the clock: the first calls reserve memory."""

OUTPUT = "probabilities"

Reader = Callable[[np.ndarray], object]


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
    """Return the median CPU time of a face, in ms, read `size` of n uint8 pictures at a time.

    The readers take turns, so that whatever else slows the machine slows them all.
    """
    faces = pixels(np.resize(images, (size, *images.shape[1:])))
    spent: dict[str, list[float]] = {name: [] for name in readers}
    for _ in range(WARM_UP + ROUNDS[size]):
        for name, read in readers.items():
            start = time.process_time()
            read(faces)
            spent[name].append(time.process_time() - start)
    return {name: 1000 * float(np.median(s[WARM_UP:])) / size for name, s in spent.items()}


def reader(network: keras.Model) -> Reader:
    """Read pictures with ONNX Runtime on one thread, as the application does."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(to_onnx(network, [OUTPUT]).SerializeToString(), options)
    return lambda faces: session.run(None, {INPUT: faces})


def processor() -> str:
    """Return the name of this machine's processor."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return next(iter(names), "") or platform.processor() or platform.machine()
