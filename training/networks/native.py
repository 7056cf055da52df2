"""A Keras network computed by PyTorch's own kernels, for training on the torch backend.

Keras's torch backend spells batch normalization and "same" padding out in small steps and computes
in float32. Here the same layers, with the same variables, call the fused kernels in bfloat16:
two to three times as many faces a second on a CPU with AVX512-BF16 as Keras's own, and 1.5 to 1.6
times as many as TensorFlow (benchmarks/README.md, Training). Needs KERAS_BACKEND=torch.
PyTorch is no dependency of this project, so no test runs this: `native` compares both instead,
every time it is used.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import keras
import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - its customary name
from keras import layers

from mood_recommender.errors import MoodRecommenderError

Tensor: TypeAlias = torch.Tensor

AGREEMENT = 0.99
"""Least correlation of log-probabilities between Keras in float32 and the kernels in bfloat16.

Over 0.999 for every registered network; padding on the wrong side brings a trained one to 0.4.
"""


class NativeMismatch(MoodRecommenderError):
    """PyTorch's kernels compute another network than Keras does."""

    title = "Not the same network"


def native(network: keras.Model) -> "Native":
    """Return `network` on PyTorch's kernels. Raises NativeMismatch if its answers differ."""
    fast = Native(network)
    faces = np.random.default_rng(0).uniform(0, 255, (32, *network.input_shape[1:]))
    agreement = _agreement(
        *(model.predict(faces.astype(np.float32), verbose=0) for model in (fast, network))
    )
    if not agreement >= AGREEMENT:
        raise NativeMismatch(
            f"Answers of {network.name} correlate to {agreement:.3f} only between Keras and "
            "training/networks/native.py; train on TensorFlow, or teach native.py its layers."
        )
    return fast


def _agreement(ours: dict[str, np.ndarray], theirs: dict[str, np.ndarray]) -> float:
    """Correlate how the log-probabilities differ from face to face; the worst head counts."""
    logs = [[np.log(answers[head].clip(1e-7)) for head in theirs] for answers in (ours, theirs)]
    pairs = [[(log - log.mean(axis=0)).ravel() for log in pair] for pair in zip(*logs, strict=True)]
    return min(float(np.corrcoef(*pair)[0, 1]) for pair in pairs)


class Native(keras.Model):
    """Wraps a functional network, shares its variables and answers the same."""

    def __init__(self, network: keras.Model) -> None:
        super().__init__(name=f"native_{network.name}")
        self.network = network
        self.build((None, *network.input_shape[1:]))

    def build(self, input_shape: Any) -> None:
        """Do nothing: the network inside has all its variables."""
        self.built = True

    def call(self, faces: Tensor, training: bool = False) -> dict[str, Tensor]:
        """Compute the network's outputs, (n, 7) float32 each, from (n, 48, 48, 1) float32."""
        values = {id(self.network.inputs[0]): faces}
        with torch.autocast("cpu", torch.bfloat16):
            for layer in self.network.layers[1:]:
                inputs = [values[id(tensor)] for tensor in _as_list(layer.input)]
                values[id(layer.output)] = _compute(layer, inputs, training)
        return {head: values[id(tensor)].float() for head, tensor in self.network.output.items()}


def _as_list(tensors: Any) -> list[Any]:
    return tensors if isinstance(tensors, list) else [tensors]


def _compute(layer: keras.layers.Layer, inputs: list[Tensor], training: bool) -> Tensor:
    """Use the fused kernel where there is one; maps stay (n, h, w, c) outside of it."""
    kernel = KERNELS.get(type(layer))
    if kernel:
        return kernel(layer, inputs[0].permute(0, 3, 1, 2), training).permute(0, 2, 3, 1)
    return layer(inputs if len(inputs) > 1 else inputs[0], training=training)


def _convolution(layer: layers.Conv2D, maps: Tensor, training: bool) -> Tensor:
    if layer.kernel_size[0] > 1 and layer.strides[0] > 1:
        spare = layer.kernel_size[0] - layer.strides[0]  # "same" pads more on the far side
        near, far = spare // 2, spare - spare // 2
        maps, padding = F.pad(maps, (near, far, near, far)), 0
    else:
        padding = layer.kernel_size[0] // 2
    bias = layer.bias.value if layer.use_bias else None
    kernel = layer.kernel.value.permute(3, 2, 0, 1)
    return F.conv2d(maps, kernel, bias, layer.strides, padding)


def _separable_convolution(layer: layers.SeparableConv2D, maps: Tensor, training: bool) -> Tensor:
    depthwise = layer.depthwise_kernel.value.permute(2, 3, 0, 1)
    maps = F.conv2d(maps, depthwise, padding=1, groups=maps.shape[1])
    return F.conv2d(maps, layer.pointwise_kernel.value.permute(3, 2, 0, 1))


def _batch_norm(layer: layers.BatchNormalization, maps: Tensor, training: bool) -> Tensor:
    return F.batch_norm(
        maps,
        layer.moving_mean.value.data,
        layer.moving_variance.value.data,
        layer.gamma.value,
        layer.beta.value,
        training,
        1 - layer.momentum,
        layer.epsilon,
    )


def _max_pool(layer: layers.MaxPooling2D, maps: Tensor, training: bool) -> Tensor:
    if layer.strides[0] == 1:
        return F.max_pool2d(maps, layer.pool_size, 1, padding=layer.pool_size[0] // 2)
    return F.max_pool2d(maps, layer.pool_size, layer.strides, ceil_mode=True)


def _average_pool(layer: layers.AveragePooling2D, maps: Tensor, training: bool) -> Tensor:
    return F.avg_pool2d(maps, layer.pool_size, layer.strides)


KERNELS: dict[type, Callable[[Any, Tensor, bool], Tensor]] = {
    layers.Conv2D: _convolution,
    layers.SeparableConv2D: _separable_convolution,
    layers.BatchNormalization: _batch_norm,
    layers.MaxPooling2D: _max_pool,
    layers.AveragePooling2D: _average_pool,
}
