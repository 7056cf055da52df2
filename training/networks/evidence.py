"""What in a grey face speaks for an answer of an exported network. Needs Keras on TensorFlow."""

from collections.abc import Callable
from typing import TypeAlias

import cv2
import keras
import numpy as np
import tensorflow as tf

from training.networks.heads import SCORES
from training.networks.predict import pixels

Activation: TypeAlias = Callable[[tf.Tensor], tf.Tensor]

NO_EVIDENCE = 1e-6
"""A face whose Grad-CAM scores are all up to this shows none: SiLU leaves traces, ReLU zeros."""


def grad_cam(network: keras.Model, face: np.ndarray, label: int) -> np.ndarray:
    """Say which parts of an (h, h) uint8 face speak for a label: (h, h) float32 in [0, 1].

    The features under the last convolution, each weighed by how much the score grows with it.
    Source: Selvaraju et al. 2017, arXiv:1610.02391.
    """
    head = _scores(network)
    look = keras.Model(network.input, [head.input, head.output])
    faces = tf.constant(pixels(face[np.newaxis]))
    with tf.GradientTape() as tape:
        tape.watch(faces)
        features, scores = look(faces)
        score = tf.reduce_mean(scores[..., label])
    weights = tf.reduce_mean(tape.gradient(score, features), axis=(1, 2), keepdims=True)
    return _spread(tf.reduce_sum(weights * features, axis=-1)[0].numpy(), len(face))


def _spread(scores: np.ndarray, side: int) -> np.ndarray:
    """Spread (h, w) float32 scores over a face: (side, side), the positive part, largest 1.

    All 0 where no score is over NO_EVIDENCE.
    """
    positive: np.ndarray = np.maximum(cv2.resize(scores, (side, side)), 0)
    largest = float(positive.max())
    return positive / largest if largest > NO_EVIDENCE else np.zeros_like(positive)


def guided_backpropagation(network: keras.Model, face: np.ndarray, label: int) -> np.ndarray:
    """Say which pixels of an (h, h) uint8 face speak for a label: (h, h) float32 in [-1, 1].

    The gradient of the score, of which every activation lets through only what is positive, where
    it rises; those inside squeeze-and-excitation are left alone. The largest magnitude is 1.
    Source: Springenberg et al. 2015, arXiv:1412.6806, whose activation is ReLU.
    """
    guided = keras.models.clone_model(network, clone_function=_guide)
    guided.set_weights(network.get_weights())
    look = keras.Model(guided.input, _scores(guided).output)
    faces = tf.constant(pixels(face[np.newaxis]))
    with tf.GradientTape() as tape:
        tape.watch(faces)
        score = tf.reduce_mean(look(faces)[..., label])
    gradient = tape.gradient(score, faces)[0, ..., 0].numpy()
    return gradient / max(float(np.abs(gradient).max()), np.finfo(np.float32).tiny)


def _scores(network: keras.Model) -> keras.layers.Layer:
    """Return the last convolution, whose maps are averaged to the scores."""
    return next(layer for layer in reversed(network.layers) if layer.name.endswith(SCORES))


def _guide(layer: keras.layers.Layer) -> keras.layers.Layer:
    if isinstance(layer, keras.layers.Activation):
        return keras.layers.Lambda(_guided(layer.activation), name=layer.name)
    return layer.__class__.from_config(layer.get_config())


def _guided(activation: Activation) -> Activation:
    """Return `activation` with a gradient that only what is positive gets through."""

    def guided(x: tf.Tensor) -> tuple[tf.Tensor, Activation]:
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = activation(x)
        slope = tf.nn.relu(tape.gradient(y, x))
        return y, lambda upstream: tf.nn.relu(upstream) * slope

    return tf.custom_gradient(guided)
