"""Networks of the emotions by the names of their heads."""

from training.networks import heads
from training.networks.blocks import convolution, separable_convolution, standardize
from training.tasks.emotions import TASK

HEADS = tuple(head.name for head in TASK.heads)


def build(architecture, names=HEADS[:1]):
    return heads.build(architecture, [TASK.head(name) for name in names], TASK.crop)


def tiny(faces):
    x = convolution(standardize(faces), 4, "stem", strides=2)
    return separable_convolution(x, 8, "features")
