import numpy as np
import pytest

from mood_recommender.moods import EMOTIONS
from training.faces.fer2013 import Faces
from training.faces.votes import plurality, soft_targets, truths, usable

VOTES = ("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear")


def vote(**counts):
    columns = (*VOTES, "contempt", "unknown", "nf")
    return [counts.get(column, 0) for column in columns]


def faces_with(votes, labels=None):
    images = np.random.default_rng(0).integers(0, 256, (len(votes), 48, 48), np.uint8)
    labels = np.zeros(len(votes), np.int64) if labels is None else np.array(labels)
    return Faces(images, labels, np.array(votes))


@pytest.mark.parametrize(
    ("counts", "emotion"),
    [
        ({"anger": 6, "neutral": 4}, "angry"),
        ({"happiness": 5, "neutral": 5}, "neutral"),
        ({"fear": 9}, "fear"),
        ({"disgust": 3, "sadness": 4}, "sad"),
    ],
)
def test_plurality_is_what_most_saw_and_the_first_column_of_a_tie(counts, emotion):
    assert EMOTIONS[plurality(np.array([vote(**counts)]))[0]] == emotion


@pytest.mark.parametrize("column", ["contempt", "unknown", "nf"])
def test_no_emotion_leads_where_another_column_does(column):
    assert plurality(np.array([vote(**{column: 6, "anger": 4})])) == [-1]


def test_blank_images_and_what_is_no_face_are_not_used():
    faces = faces_with([vote(anger=10), vote(anger=10), vote(nf=5, anger=5), vote(nf=4, anger=6)])
    faces.images[1] = 77
    assert usable(faces).tolist() == [True, False, False, True]


def test_without_votes_only_blank_images_are_left_out():
    assert usable(Faces(np.zeros((2, 48, 48), np.uint8), np.zeros(2, int))).tolist() == [False] * 2


def test_truths_are_the_label_and_the_shares_of_the_votes():
    answers = truths(faces_with([vote(anger=6, sadness=2, contempt=2), vote(unknown=10)], [4, 3]))
    assert answers["fer2013"].argmax(axis=1).tolist() == [4, 3]
    assert answers["ferplus"][0].tolist() == [0.75, 0, 0, 0, 0.25, 0, 0]
    assert answers["ferplus"][1].tolist() == answers["fer2013"][1].tolist()


def test_without_votes_there_is_one_truth():
    assert list(truths(Faces(np.zeros((1, 48, 48), np.uint8), np.zeros(1, int)))) == ["fer2013"]


def test_a_label_that_votes_make_doubtful_is_softened():
    votes = [vote(anger=10)] * 20 + [vote(sadness=10)] * 20
    labels = [0] * 20 + [4] * 19 + [0]
    faces = faces_with(votes, labels)
    softened = soft_targets(faces, 0.5)["fer2013"]
    assert softened.sum(axis=1) == pytest.approx(1)
    assert softened[0, 0] > 0.9
    assert softened[-1, 0] < 0.65
    assert softened[-1, 4] > 0.35
    assert np.array_equal(soft_targets(faces, 0)["fer2013"], truths(faces)["fer2013"])
