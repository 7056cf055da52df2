import numpy as np
import pytest

from training.figures.kinds import COLDEST, HOTTEST, KINDS, accuracy, best_temperature, chance

SOFTMAX, SIGMOID = KINDS["softmax"], KINDS["sigmoid"]
UNKNOWN = -1


def sigmoid(scores):
    return 1 / (1 + np.exp(-scores))


def test_of_one_answer_a_face_the_largest_probability_decides():
    probabilities = np.array([[0.2, 0.8], [0.6, 0.4], [0.6, 0.4]])
    assert accuracy(SOFTMAX, probabilities, np.array([1, 1, UNKNOWN])) == 0.5


def test_of_answers_each_for_itself_a_half_decides():
    probabilities = np.array([[0.5, 0.4], [0.9, 0.9]])
    answers = np.array([[1, 0], [0, UNKNOWN]])
    assert accuracy(SIGMOID, probabilities, answers) == pytest.approx(2 / 3)


def test_of_no_known_answer_there_is_neither_accuracy_nor_chance():
    answers = np.array([UNKNOWN, UNKNOWN])
    assert accuracy(SOFTMAX, np.ones((2, 3)) / 3, answers) is None
    assert chance(answers) is None


def test_chance_is_the_share_of_the_commonest_answer():
    assert chance(np.array([0, 2, 2, 2, UNKNOWN])) == 0.75
    assert chance(np.array([[0, 1], [0, 1], [1, UNKNOWN]])) == pytest.approx(4 / 5)


@pytest.mark.parametrize("temperature", [0.5, 1, 3])
def test_the_temperature_of_a_sigmoid_undoes_too_much_or_too_little_confidence(temperature):
    truth = np.random.default_rng(0).uniform(0.02, 0.98, (200, 2))
    said = sigmoid(temperature * SIGMOID.scores(truth))
    assert best_temperature(SIGMOID, said, truth) == pytest.approx(temperature, rel=0.01)


def test_sure_probabilities_have_finite_scores():
    assert np.isfinite(SIGMOID.scores(np.array([0, 1], np.float32))).all()
    assert np.isfinite(SOFTMAX.scores(np.array([[0, 1]], np.float32))).all()


def test_the_temperature_stays_within_what_is_tried():
    blind = np.tile([0.501, 0.499], (10, 1))
    right, wrong = SOFTMAX.truth(np.zeros(10, int), 2), SOFTMAX.truth(np.ones(10, int), 2)
    assert best_temperature(SOFTMAX, blind, right) == pytest.approx(COLDEST, rel=0.01)
    assert best_temperature(SOFTMAX, blind, wrong) == pytest.approx(HOTTEST, rel=0.01)
