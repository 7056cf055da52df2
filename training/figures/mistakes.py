"""Find where a network is surest and wrong."""

import numpy as np

from mood_recommender.moods import EMOTIONS

MISTAKES = 8
"""Mistakes shown of each emotion."""


def surest_mistakes(probabilities: np.ndarray, truth: np.ndarray) -> list[np.ndarray]:
    """Return for each of EMOTIONS the rows of its at most eight surest wrong answers.

    Takes (n, 7) probabilities and (n,) true emotions, -1 for none; the surest comes first.
    """
    answers, confidence = probabilities.argmax(axis=1), probabilities.max(axis=1)
    surest = np.argsort(-confidence, kind="stable")
    wrong = surest[answers[surest] != truth[surest]]
    return [wrong[truth[wrong] == emotion][:MISTAKES] for emotion in range(len(EMOTIONS))]
