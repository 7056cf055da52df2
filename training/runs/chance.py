"""Say so where a network has learned nothing."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from training.figures.kinds import accuracy, chance
from training.tasks.task import Task


def at_chance(task: Task[Any], answers: Mapping[str, np.ndarray], faces: Any) -> list[str]:
    """Return a sentence for each head that reads no better than its commonest answer would.

    Takes the (n, k) probabilities of heads for the faces.
    """
    sentences = []
    for name, probabilities in answers.items():
        truth = task.answers(faces, name)
        right, blind = accuracy(task.head(name).rules, probabilities, truth), chance(truth)
        if right is not None and blind is not None and right <= blind:
            sentences.append(
                f"Warning: {name} is at chance: it has {100 * right:.1f} % right, where always "
                f"giving the commonest answer has {100 * blind:.1f} %."
            )
    return sentences
