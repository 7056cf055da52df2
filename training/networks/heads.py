"""Put heads on a body: the whole network, fully convolutional, as training and export know it."""

from collections.abc import Callable, Sequence
from functools import partial

import keras
from keras import layers

from mood_recommender.vision.boxes import Crop
from training.networks.architectures import find_architecture
from training.networks.blocks import Tensor
from training.tasks.task import Head

ACTIVATIONS: dict[str, Callable[..., keras.layers.Layer]] = {
    "softmax": layers.Softmax,
    "sigmoid": partial(layers.Activation, "sigmoid"),
}
"""The last layer by the kind of its head."""

SCORES = "_scores"
"""The end of the name of the convolution whose maps are averaged to the scores of a head."""


def build(architecture: str, heads: Sequence[Head], crop: Crop) -> keras.Model:
    """Build a network with one output per head: {name: (n, k) probabilities}.

    It takes (n, side, side, channels) float32 in [0, 255], as `training.networks.predict.pixels`
    gives. A head is a convolution, global average pooling and the activation of its kind. Heads
    share everything below. Raises UnknownArchitecture.
    """
    parts = find_architecture(architecture)
    faces = keras.Input((crop.side, crop.side, 1 if crop.colour == "grey" else 3), name="faces")
    features = parts.features(faces)
    outputs = {head.name: _probabilities(features, head, parts.head_size) for head in heads}
    return keras.Model(faces, outputs, name=architecture)


def divide_scores(network: keras.Model, head: str, temperature: float) -> None:
    """Divide the weights of the last convolution, and so the scores, by the temperature."""
    layer = network.get_layer(head + SCORES)
    layer.set_weights([weights / temperature for weights in layer.get_weights()])


def _probabilities(features: Tensor, head: Head, size: int) -> Tensor:
    name = head.name + SCORES
    x = layers.Conv2D(len(head.labels), size, padding="same", name=name)(features)
    x = layers.GlobalAveragePooling2D(name=f"{head.name}_pool")(x)
    return ACTIVATIONS[head.kind](name=head.name)(x)
