import keras
import numpy as np
import pytest

from training.architectures import ARCHITECTURES, HEADS, UnknownArchitecture, build

FACES = np.random.default_rng(0).integers(0, 256, (3, 48, 48, 1)).astype(np.float32)


def count(network, kind):
    return sum(type(layer) is kind for layer in network.layers)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_network_answers_with_probabilities(name):
    answers = build(name)(FACES)["fer2013"].numpy()
    assert answers.shape == (3, 7)
    assert np.allclose(answers.sum(axis=1), 1, atol=1e-6)


@pytest.mark.parametrize(
    ("name", "parameters"), [("mini_xception", 58_423), ("mini_xception_deep", 59_431)]
)
def test_networks_to_serve_stay_under_60_000_parameters(name, parameters):
    assert build(name).count_params() == parameters


@pytest.mark.parametrize(("name", "separable"), [("mini_xception", 8), ("mini_xception_deep", 11)])
def test_two_convolutions_then_four_residual_separable_modules(name, separable):
    network = build(name)
    dense = [layer for layer in network.layers if type(layer) is keras.layers.Conv2D]
    sizes = {layer.name: layer.kernel_size for layer in dense if "shortcut" not in layer.name}
    sizes.pop("fer2013_scores")
    assert sizes == {"stem1": (3, 3), "stem2": (3, 3)}
    assert count(network, keras.layers.Add) == 4
    assert count(network, keras.layers.SeparableConv2D) == separable


def test_networks_have_no_dense_layer_on_top():
    assert count(build("mini_xception_deep"), keras.layers.Dense) == 0


def test_every_convolution_but_the_head_is_normalized():
    network = build("mini_xception_deep")
    kinds = (keras.layers.Conv2D, keras.layers.SeparableConv2D)
    convolutions = sum(isinstance(layer, kinds) for layer in network.layers)
    assert count(network, keras.layers.BatchNormalization) == convolutions - 1


def test_light_and_contrast_do_not_change_the_answer():
    network = build("mini_xception_deep")
    bright, dim = network(FACES)["fer2013"], network(FACES * 0.5 + 10)["fer2013"]
    assert np.allclose(bright, dim, atol=1e-3)


def test_a_blank_face_has_an_answer():
    assert np.isfinite(build("mini_xception_deep")(np.zeros_like(FACES))["fer2013"]).all()


def test_two_heads_share_the_rest():
    network = build("mini_xception_deep", HEADS)
    assert list(network.output) == list(HEADS)
    assert network.count_params() == 59_431 + 72 * 7 + 7


def test_unknown_architecture_names_the_known_ones():
    with pytest.raises(UnknownArchitecture, match="mini_xception_deep"):
        build("vgg")
