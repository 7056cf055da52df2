"""Real-time networks for 48 x 48 faces, built from a few blocks, and the registry of their names.

Every network takes raw grey pixels, (n, 48, 48, 1) float32 in [0, 255], so that no caller can get
the scaling wrong, and answers with probabilities, (n, 7) float32 whose rows sum to 1, in the order
of `mood_recommender.moods.EMOTIONS`. Written in Keras alone, so any backend can load and train it.
"""

import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import keras
from keras import layers

from mood_recommender.errors import MoodRecommenderError
from mood_recommender.moods import EMOTIONS

Tensor: TypeAlias = keras.KerasTensor

FACE_SHAPE = (48, 48, 1)
"""Height, width and channels of a face, as in FER-2013."""

HEADS = ("fer2013", "ferplus")
"""What a network can learn to answer with: the original labels, or the votes of the ten taggers."""


class UnknownArchitecture(MoodRecommenderError):
    """No network of that name is registered."""

    title = "Unknown architecture"


class NetworkError(MoodRecommenderError):
    """A file holds no network."""

    title = "The network cannot be loaded"


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
    shortcut, step = x, strides
    if smooth and strides > 1:
        shortcut, step = layers.AveragePooling2D(strides, name=f"{name}_shortcut_pool")(x), 1
    if strides > 1 or x.shape[-1] != filters:
        shortcut = convolution(
            shortcut, filters, f"{name}_shortcut", size=1, strides=step, activation=None
        )
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


def mini_xception(faces: Tensor) -> Tensor:
    """Build mini-Xception as published: two 3 x 3 convolutions, four modules of two convolutions.

    58,423 parameters with one head. Differs from the original in the ReLU after each sum, in maps
    that keep their size at the stem, and in the standardized input.
    Source: Arriaga, Valdenegro-Toro, Plöger 2017, arXiv:1710.07557.
    """
    x = convolution(standardize(faces), 8, "stem1")
    x = convolution(x, 8, "stem2")
    for i, filters in enumerate((16, 32, 64, 128), start=1):
        x = residual_module(x, filters, f"module{i}")
    return x


def mini_xception_attentive(faces: Tensor) -> Tensor:
    """Build four smooth residual modules with attention, half of the work on 24 x 24.

    59,389 parameters with one head. SiLU (Elfwing et al. 2017, arXiv:1702.03118) bends where ReLU
    breaks off.
    """
    return _attentive(faces, 24, (32, 48, 76, 76))


def mini_xception_small(faces: Tensor) -> Tensor:
    """Build the plan of `mini_xception_attentive` with about half of its channels.

    14,769 parameters with one head.
    """
    return _attentive(faces, 16, (16, 24, 32, 32))


def _attentive(faces: Tensor, stem: int, widths: tuple[int, int, int, int]) -> Tensor:
    x = convolution(standardize(faces), stem, "stem1", size=5, strides=2, activation="silu")
    x = separable_convolution(x, widths[0], "stem2", activation="silu")
    plan = zip(widths, (3, 3, 3, 2), (1, 2, 2, 1), strict=True)
    for i, (filters, convolutions, strides) in enumerate(plan, start=1):
        x = residual_module(
            x,
            filters,
            f"module{i}",
            convolutions=convolutions,
            strides=strides,
            attention=True,
            smooth=True,
            activation="silu",
        )
    return x


def fully_convolutional(faces: Tensor) -> Tensor:
    """Build the dense counterpart: nine 3 x 3 convolutions with the head, pooling in between.

    604,375 parameters with one head, as many as the naive network of the paper has: not to serve,
    to compare with.
    Source: after Arriaga, Valdenegro-Toro, Plöger 2017, arXiv:1710.07557.
    """
    x = convolution(standardize(faces), 16, "stem")
    for i, (filters, convolutions) in enumerate(((32, 2), (64, 2), (128, 2), (256, 1)), start=1):
        x = layers.MaxPooling2D(name=f"stage{i}_pool")(x)
        for j in range(1, convolutions + 1):
            x = convolution(x, filters, f"stage{i}_conv{j}")
    return x


def teacher(faces: Tensor) -> Tensor:
    """Build a smooth residual network of dense convolutions: not to serve, to learn from.

    About 1,610,000 parameters.
    """
    x = convolution(standardize(faces), 32, "stem", size=5, strides=2)
    plan = ((48, 1), (48, 1), (96, 2), (96, 1), (192, 2), (192, 1))
    for i, (filters, strides) in enumerate(plan, start=1):
        x = residual_module(
            x,
            filters,
            f"module{i}",
            strides=strides,
            block=convolution,
            attention=True,
            smooth=True,
        )
    return layers.SpatialDropout2D(0.2, name="dropout")(x)


@dataclass(frozen=True)
class Architecture:
    """How to build one network."""

    features: Callable[[Tensor], Tensor]
    """Faces to feature maps."""
    head_size: int = 1
    """Side of the last convolution's kernel, in pixels."""


ARCHITECTURES = {
    "mini_xception": Architecture(mini_xception, head_size=3),
    "mini_xception_attentive": Architecture(mini_xception_attentive),
    "mini_xception_small": Architecture(mini_xception_small),
    "fully_convolutional": Architecture(fully_convolutional, head_size=3),
    "teacher": Architecture(teacher),
}
"""By the name that `--architecture` takes."""


def build(architecture: str, heads: Sequence[str] = HEADS[:1]) -> keras.Model:
    """Build a network with one output per head: {head: (n, 7) probabilities}.

    A head is a convolution, global average pooling and softmax, so the whole is fully
    convolutional. Two heads share everything below. Raises UnknownArchitecture.
    """
    if architecture not in ARCHITECTURES:
        raise UnknownArchitecture(
            f"There is no architecture {architecture!r}; choose one of {', '.join(ARCHITECTURES)}."
        )
    faces = keras.Input(FACE_SHAPE, name="faces")
    parts = ARCHITECTURES[architecture]
    features = parts.features(faces)
    outputs = {head: _probabilities(features, head, parts.head_size) for head in heads}
    return keras.Model(faces, outputs, name=architecture)


def _probabilities(features: Tensor, head: str, size: int) -> Tensor:
    x = layers.Conv2D(len(EMOTIONS), size, padding="same", name=f"{head}_scores")(features)
    x = layers.GlobalAveragePooling2D(name=f"{head}_pool")(x)
    return layers.Softmax(name=head)(x)


def load_network(path: Path) -> keras.Model:
    """Load a network that `training.train` or `training.export` wrote. Raises NetworkError."""
    if not path.is_file():
        raise NetworkError(f"There is no {path}; training.train and training.export write .keras.")
    try:
        return keras.saving.load_model(path)
    except (ValueError, KeyError, TypeError, OSError, zipfile.BadZipFile) as error:
        raise NetworkError(
            f"{path} is no .keras file, not all of it, or of layers that Keras does not know; "
            "write it again with training.train or training.export."
        ) from error


def load_trained(path: Path) -> keras.Model:
    """Load a network with named heads, {head: (n, 7) probabilities}, as `training.train` wrote it.

    Raises NetworkError, also for one that `training.export` wrote: its one output has no name.
    """
    network = load_network(path)
    if not isinstance(network.output, dict):
        raise NetworkError(
            f"{path} does not tell which labels it learned, as no exported network does; give the "
            "model.keras that training.train wrote."
        )
    return network


def load_exported(path: Path) -> keras.Model:
    """Load a network with one output, (n, 7) probabilities, as `training.export` wrote it.

    Raises NetworkError, also for one that `training.train` wrote.
    """
    network = load_network(path)
    if isinstance(network.output, dict):
        raise NetworkError(
            f"{path} is not exported yet; give the .keras that training.export wrote of it."
        )
    return network


def fastest(network: keras.Model) -> keras.Model:
    """Return the network in the form that the running Keras backend computes fastest.

    It shares its variables with `network`, so training one trains the other.
    """
    if keras.backend.backend() != "torch":
        return network
    from training.networks.native import (
        native,  # needs PyTorch, which is not one of our dependencies
    )

    return native(network)
