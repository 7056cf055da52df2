"""Import Keras without the lines that TensorFlow writes to stderr meanwhile."""

import os
from collections.abc import Iterator
from contextlib import contextmanager


def import_keras() -> None:
    """Import Keras on its backend; what TensorFlow says of GPUs and CPUs is not shown."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # for what it says later
    with _no_stderr():
        import keras  # noqa: F401 - to have it loaded is all that is wanted


@contextmanager
def _no_stderr() -> Iterator[None]:
    """Drop what this process, C++ included, writes to stderr; errors of Python are raised."""
    stderr, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(stderr, 2)
        os.close(stderr)
        os.close(nowhere)
