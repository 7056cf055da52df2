"""The form of a network that the running Keras backend computes fastest."""

import keras


def fastest(network: keras.Model) -> keras.Model:
    """Return the network on PyTorch's own kernels where Keras runs on PyTorch, else itself.

    It shares its variables with `network`, so training one trains the other. Raises NativeMismatch.
    """
    if keras.backend.backend() != "torch":
        return network
    from training.networks.native import native  # needs PyTorch, which is none of our dependencies

    return native(network)
