"""Bodies of real-time networks for small faces, and the registry of their names.

Every body takes raw pixels, (n, side, side, channels) float32 in [0, 255], so that no caller can
get the scaling wrong, and gives feature maps; `training.networks.heads` puts heads on them. The
parameters in the docstrings are those for grey 48 x 48 faces with one head of seven labels.
"""

from collections.abc import Callable
from dataclasses import dataclass

from keras import layers

from mood_recommender.errors import MoodRecommenderError
from training.networks.blocks import (
    Tensor,
    convolution,
    residual_module,
    separable_convolution,
    standardize,
)


class UnknownArchitecture(MoodRecommenderError):
    """No network of that name is registered."""

    title = "Unknown architecture"


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


def find_architecture(name: str) -> Architecture:
    """Return what is registered under a name. Raises UnknownArchitecture."""
    if name not in ARCHITECTURES:
        raise UnknownArchitecture(
            f"There is no architecture {name!r}; choose one of {', '.join(ARCHITECTURES)}."
        )
    return ARCHITECTURES[name]
