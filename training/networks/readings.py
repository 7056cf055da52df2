"""Read faces with exported weights, by ONNX Runtime or by Keras."""

from pathlib import Path

import numpy as np

from mood_recommender.vision.networks import Network, WeightsMismatch, read_card
from training.networks.predict import BATCH, read_outputs
from training.networks.quiet import import_keras


def read_weights(weights: Path, images: np.ndarray) -> dict[str, np.ndarray]:
    """Return the answers for uint8 pictures of the card's crop: (n, k) float32 by output.

    `weights` are .onnx, as they serve, or .keras, with their card beside them. Raises
    WeightsMismatch, and NetworkError.
    """
    if weights.suffix == ".onnx":
        network = Network(weights)
        parts = [network.answers(part) for part in np.array_split(images, -(-len(images) // BATCH))]
        return {output: np.concatenate([part[output] for part in parts]) for output in parts[0]}
    if weights.suffix != ".keras":
        raise WeightsMismatch(f"{weights.name} is neither .onnx nor .keras.")
    import_keras()  # which takes seconds; ONNX does without
    from training.networks.saved import load_exported

    outputs = list(read_card(weights).outputs)
    return read_outputs(load_exported(weights), outputs, images)
