"""The vocabulary of the project: emotions, moods, intents and the one table between the first two.

Everything else agrees on these names and on their order, so this module imports nothing of ours.
"""

import numpy as np

EMOTIONS = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
"""The classes of the emotion network, in the order of FER-2013's labels 0 to 6."""

MOODS = ("happy", "sad", "neutral", "angry")
"""What movies are chosen for."""

INTENTS = ("match", "lift")
"""`match` asks for movies like the mood, `lift` for movies against a sad or angry one."""

DEFAULT_INTENTS = {"happy": "match", "sad": "lift", "neutral": "match", "angry": "lift"}
"""What the pages offer a visitor who has not said whether movies should match or lift the mood."""

MOOD_LISTS = (
    ("happy", "match"),
    ("sad", "match"),
    ("neutral", "match"),
    ("angry", "match"),
    ("sad", "lift"),
    ("angry", "lift"),
)
"""Every (mood, intent) that has a list of movies; a happy or neutral mood needs no lifting."""

MOOD_OF_EMOTION = {
    "angry": "angry",
    "disgust": "angry",
    "fear": "sad",
    "happy": "happy",
    "sad": "sad",
    "surprise": "happy",
    "neutral": "neutral",
}
"""The mood that every emotion counts towards."""

# (7, 4) float32 of zeros and ones: row i has its one in the column of EMOTIONS[i]'s mood.
_EMOTION_TO_MOOD = np.array(
    [[MOOD_OF_EMOTION[emotion] == mood for mood in MOODS] for emotion in EMOTIONS], np.float32
)


def mood_probabilities(emotion_probabilities: np.ndarray) -> np.ndarray:
    """Add up the probabilities of the emotions that make each mood.

    Takes (7,) or (n, 7) float32 in the order of `EMOTIONS`, each row in [0, 1] and summing to 1;
    returns (4,) or (n, 4) float32 in the order of `MOODS`, rows summing to 1 as well.
    """
    return np.asarray(emotion_probabilities, np.float32) @ _EMOTION_TO_MOOD
