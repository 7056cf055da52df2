"""Networks of the emotions by the names of their heads."""

from training.networks import heads
from training.tasks.emotions import TASK

HEADS = tuple(head.name for head in TASK.heads)


def build(architecture, names=HEADS[:1]):
    return heads.build(architecture, [TASK.head(name) for name in names], TASK.crop)
