"""Networks in .keras files: trained ones have named heads, exported ones do not."""

import zipfile
from pathlib import Path

import keras

from mood_recommender.errors import MoodRecommenderError


class NetworkError(MoodRecommenderError):
    """A file holds no network, or not the kind that is needed."""

    title = "The network cannot be loaded"


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
