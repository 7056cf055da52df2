import numpy as np
import pytest

from mood_recommender.moods import EMOTIONS
from training.faces.fer2013 import Faces
from training.figures import metrics
from training.figures.emotions import copies, score

ANGRY, DISGUST, FEAR, HAPPY, SAD, SURPRISE, NEUTRAL = range(7)


def reading(**shares):
    return [shares.get(emotion, 0) for emotion in EMOTIONS]


# Said: happy (right), surprise for happy, angry for sad, neutral (right).
LABELS = np.array([HAPPY, HAPPY, SAD, NEUTRAL])
PROBABILITIES = np.array(
    [
        reading(happy=0.9, sad=0.1),
        reading(surprise=0.6, happy=0.3, sad=0.1),
        reading(angry=0.4, fear=0.3, sad=0.3),
        reading(neutral=0.7, sad=0.3),
    ],
    np.float32,
)


def test_emotions_are_scored_against_labels():
    scores = metrics.emotion_scores(PROBABILITIES, LABELS)
    assert scores["accuracy"] == 0.5
    assert scores["recall"]["happy"] == 0.5
    assert scores["recall"]["sad"] == 0
    assert scores["recall"]["fear"] is None
    assert scores["confusion"][HAPPY] == [0, 0, 0, 1, 0, 1, 0]
    assert scores["confusion"][SAD] == [1, 0, 0, 0, 0, 0, 0]
    # F1: happy 2/3, neutral 1, the five others 0.
    assert scores["macro_f1"] == pytest.approx((2 / 3 + 1) / 7)


def test_drop_takes_the_best_of_four_outputs():
    labels = np.array([HAPPY, SURPRISE, SAD, NEUTRAL])
    assert metrics.mood_drop_scores(PROBABILITIES, labels) == {"n": 3, "accuracy": 2 / 3}


def test_merge_adds_up_the_emotions_of_a_mood():
    scores = metrics.mood_merge_scores(PROBABILITIES, LABELS)
    # Surprise counts as happy, and fear with sad outweighs angry: all four are right.
    assert scores["accuracy"] == 1
    assert scores["confusion"] == [[2, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]]
    assert scores["recall"] == {"happy": 1, "sad": 1, "neutral": 1, "angry": None}


def test_ferplus_scores_what_most_taggers_saw():
    votes = np.zeros((4, 10), int)
    votes[0, 1] = 10  # happiness: right
    votes[1, [2, 1]] = 5  # a tie goes to the first column, happiness; said was surprise
    votes[2, 7] = 10  # contempt is none of the seven
    votes[3, 0] = 10  # neutral: right
    scores = metrics.ferplus_scores(PROBABILITIES, votes, threshold=0.8)
    assert (scores["n"], scores["accuracy"]) == (3, 2 / 3)
    assert scores["moods_drop"] == {"n": 3, "accuracy": 1}
    assert (scores["moods_merge"]["n"], scores["moods_merge"]["accuracy"]) == (3, 1)
    assert scores["ece"] == pytest.approx((0.1 + 0.6 + 0.3) / 3)
    assert scores["certain"] == {"coverage": 2 / 3, "accuracy": 1}


def test_calibration_error_is_the_mean_gap_of_confidence_and_accuracy():
    # Bins of 1/15: each face is alone in its bin; gaps 0.1, 0.6, 0.4 and 0.3.
    assert metrics.calibration_error(PROBABILITIES, LABELS) == pytest.approx(1.4 / 4)


def test_reliability_leaves_empty_bins_out():
    bins = metrics.reliability(PROBABILITIES, LABELS)
    assert [b["n"] for b in bins] == [1, 1, 1, 1]
    assert [b["confidence"] for b in bins] == pytest.approx([0.4, 0.6, 0.7, 0.9])
    assert [b["accuracy"] for b in bins] == [0, 0, 1, 1]


def test_gaps_within_a_bin_cancel_out():
    probabilities = np.array([reading(happy=0.5, sad=0.5)] * 2, np.float32)
    assert metrics.calibration_error(probabilities, np.array([HAPPY, SAD])) == 0


def test_certain_moods_are_those_that_reach_the_threshold():
    assert metrics.certain_scores(PROBABILITIES, LABELS, 0.7) == {"coverage": 0.75, "accuracy": 1}
    assert metrics.certain_scores(PROBABILITIES, LABELS, 0.95)["accuracy"] is None


def test_copies_of_training_images_are_found():
    images = np.arange(4, dtype=np.uint8).repeat(48 * 48).reshape(4, 48, 48)
    assert copies(images, images[[2, 0]]).tolist() == [True, False, True, False]


def test_score_has_every_figure():
    images = np.arange(4, dtype=np.uint8).repeat(48 * 48).reshape(4, 48, 48)
    faces, train = Faces(images, LABELS), Faces(images[:1], LABELS[:1])
    scores = score(PROBABILITIES, faces, train, threshold=0.7)
    assert list(scores) == [
        *("n", "accuracy", "accuracy_without_train_copies", "macro_f1", "recall", "confusion"),
        *("moods", "ferplus", "ece", "certain"),
    ]
    assert scores["accuracy_without_train_copies"] == pytest.approx(1 / 3)
    assert scores["ferplus"] is None
    assert score(PROBABILITIES, faces, None, 0.7)["accuracy_without_train_copies"] is None
