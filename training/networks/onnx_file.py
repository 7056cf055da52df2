"""From Keras to what serves: some heads of a network as ONNX, and proof that both answer alike.

Needs Keras on TensorFlow.
"""

from collections.abc import Sequence

import keras
import numpy as np
import onnx
import onnxruntime
import tensorflow as tf
import tf2onnx

from mood_recommender.errors import MoodRecommenderError
from training.networks.predict import pixels, read_outputs
from training.tasks.task import Head

OPSET = 17
INPUT = "faces"

TOLERANCE = 1e-5
"""Largest difference of a probability between Keras and ONNX Runtime."""


class ExportError(MoodRecommenderError):
    """The exported network would not answer as the trained one does, or would overwrite it."""

    title = "Not exported"


def with_heads(network: keras.Model, heads: Sequence[Head]) -> keras.Model:
    """Return the part of a trained network that answers with some heads, in their order.

    One output, or a list of several: by that an exported network is told from a trained one.
    Raises ExportError where the network lacks a head, or two are the truths of one output.
    """
    lacking = [head.name for head in heads if head.name not in network.output]
    if lacking:
        known = ", ".join(network.output)
        raise ExportError(f"The network has no head {lacking[0]!r}, only {known}; choose --head.")
    if len({head.answers_as for head in heads}) < len(heads):
        names = ", ".join(head.name for head in heads)
        raise ExportError(f"Of the heads {names} only one can serve; choose it with --head.")
    outputs = [network.output[head.name] for head in heads]
    return keras.Model(network.input, outputs if heads[1:] else outputs[0], name=network.name)


def to_onnx(network: keras.Model, outputs: Sequence[str]) -> onnx.ModelProto:
    """Convert a network whose outputs get these names; `faces` may have any number of rows."""
    tensors = network.output if isinstance(network.output, list) else [network.output]
    named = keras.Model(network.input, dict(zip(outputs, tensors, strict=True)))
    signature = [tf.TensorSpec((None, *network.input_shape[1:]), tf.float32, name=INPUT)]
    function = tf.function(named, input_signature=signature)
    return tf2onnx.convert.from_function(function, input_signature=signature, opset=OPSET)[0]


def require_agreement(
    network: keras.Model, converted: onnx.ModelProto, outputs: Sequence[str], images: np.ndarray
) -> None:
    """Raise ExportError if one of the named outputs for uint8 pictures differs by over 1e-5."""
    session = onnxruntime.InferenceSession(converted.SerializeToString())
    ours = session.run(list(outputs), {INPUT: pixels(images)})
    theirs = read_outputs(network, outputs, images).values()
    difference = max(float(np.abs(a - b).max()) for a, b in zip(ours, theirs, strict=True))
    if not difference <= TOLERANCE:
        raise ExportError(f"ONNX and Keras differ by {difference:.1e}, over {TOLERANCE}.")
