"""What networks are built from: standardized faces, convolutions, residual modules.

Written in Keras alone, so that any backend can load and train them. A block takes and returns maps,
(n, h, w, c) float32; its name begins the names of its layers.
"""

from collections.abc import Callable
from typing import TypeAlias

import keras
from keras import layers

Tensor: TypeAlias = keras.KerasTensor


def standardize(faces: Tensor) -> Tensor:
    """Give every face mean 0 and variance 1, so that dim light and low contrast cost nothing.

    The epsilon of one grey level squared keeps a blank image blank.
    """
    return layers.LayerNormalization(
        axis=(1, 2, 3), epsilon=1.0, center=False, scale=False, name="standardize"
    )(faces)


def convolution(
    x: Tensor,
    filters: int,
    name: str,
    *,
    size: int = 3,
    strides: int = 1,
    activation: str | None = "relu",
) -> Tensor:
    """Dense convolution, batch normalization and, unless that is None, an activation."""
    x = layers.Conv2D(filters, size, strides, "same", use_bias=False, name=name)(x)
    x = layers.BatchNormalization(name=f"{name}_norm")(x)
    return _activate(x, activation, name)


def separable_convolution(
    x: Tensor, filters: int, name: str, *, activation: str | None = "relu"
) -> Tensor:
    """Convolve each channel alone in 3 x 3, mix the channels, normalize and activate."""
    x = layers.SeparableConv2D(filters, 3, padding="same", use_bias=False, name=name)(x)
    x = layers.BatchNormalization(name=f"{name}_norm")(x)
    return _activate(x, activation, name)


def _activate(x: Tensor, activation: str | None, name: str) -> Tensor:
    return layers.Activation(activation, name=f"{name}_{activation}")(x) if activation else x


def squeeze_excite(x: Tensor, name: str, *, ratio: int = 4) -> Tensor:
    """Weigh each channel by what the whole map shows (Hu et al. 2018, arXiv:1709.01507)."""
    channels = x.shape[-1]
    weights = layers.GlobalAveragePooling2D(keepdims=True, name=f"{name}_squeeze")(x)
    weights = layers.Dense(channels // ratio, "relu", name=f"{name}_reduce")(weights)
    weights = layers.Dense(channels, "sigmoid", name=f"{name}_excite")(weights)
    return layers.Multiply(name=f"{name}_scale")([x, weights])


def residual_module(
    x: Tensor,
    filters: int,
    name: str,
    *,
    convolutions: int = 2,
    strides: int = 2,
    block: Callable[..., Tensor] = separable_convolution,
    attention: bool = False,
    smooth: bool = False,
    activation: str = "relu",
) -> Tensor:
    """Add a chain of convolutions and a shortcut beside it; the sum is activated too.

    With `strides` 2 the chain ends in 3 x 3 max-pooling. The shortcut is a 1 x 1 convolution
    where the shape changes and costs nothing where it does not. A `smooth` module averages 2 x 2
    pixels, in the chain and in the shortcut, where others keep one and drop three: so a face that
    moved a little gives nearly the same maps (Zhang 2019, arXiv:1904.11486).
    """
    shortcut = x
    if strides > 1:  # not in the convolution: oneDNN's gradient of one of 1 x 1 with strides ends
        # TensorFlow 2.21 in a segmentation fault, and subsampling first is the same function
        pool = layers.AveragePooling2D if smooth else layers.MaxPooling2D
        size = strides if smooth else 1
        shortcut = pool(size, strides, name=f"{name}_shortcut_pool")(x)
    if strides > 1 or x.shape[-1] != filters:
        shortcut = convolution(shortcut, filters, f"{name}_shortcut", size=1, activation=None)
    for i in range(1, convolutions + 1):
        last = i == convolutions  # it is activated after the sum
        x = block(x, filters, f"{name}_conv{i}", activation=None if last else activation)
    if strides > 1 and smooth:
        x = layers.MaxPooling2D(3, 1, "same", name=f"{name}_max")(x)
        x = layers.AveragePooling2D(strides, name=f"{name}_pool")(x)
    elif strides > 1:
        x = layers.MaxPooling2D(3, strides, "same", name=f"{name}_pool")(x)
    if attention:
        x = squeeze_excite(x, f"{name}_attention")
    x = layers.Add(name=f"{name}_add")([x, shortcut])
    return _activate(x, activation, name)
