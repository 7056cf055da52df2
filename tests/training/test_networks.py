from pathlib import Path

import keras
import numpy as np
import pytest

from tests.training.networks import HEADS, build
from training.networks.architectures import ARCHITECTURES, UnknownArchitecture
from training.networks.blocks import residual_module
from training.networks.saved import load_network

WEIGHTS = Path(__file__).resolve().parents[2] / "weights"
FACES = np.random.default_rng(0).integers(0, 256, (3, 48, 48, 1)).astype(np.float32)


def count(network, kind):
    return sum(type(layer) is kind for layer in network.layers)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_network_answers_with_probabilities(name):
    answers = build(name)(FACES)["fer2013"].numpy()
    assert answers.shape == (3, 7)
    assert np.allclose(answers.sum(axis=1), 1, atol=1e-6)


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("mini_xception", 58_423),
        ("mini_xception_attentive", 59_389),
        ("mini_xception_small", 14_769),
        ("fully_convolutional", 604_375),
    ],
)
def test_networks_have_the_parameters_that_they_are_documented_with(name, parameters):
    assert build(name).count_params() == parameters
    assert f"{parameters:,} parameters" in ARCHITECTURES[name].features.__doc__


@pytest.mark.parametrize(
    ("name", "stems", "separable"),
    [
        ("mini_xception", {"stem1": (3, 3), "stem2": (3, 3)}, 8),
        ("mini_xception_attentive", {"stem1": (5, 5)}, 1 + 11),
        ("mini_xception_small", {"stem1": (5, 5)}, 1 + 11),
    ],
)
def test_two_convolutions_then_four_residual_separable_modules(name, stems, separable):
    network = build(name)
    dense = [layer for layer in network.layers if type(layer) is keras.layers.Conv2D]
    sizes = {layer.name: layer.kernel_size for layer in dense if "shortcut" not in layer.name}
    sizes.pop("fer2013_scores")
    assert sizes == stems
    assert count(network, keras.layers.Add) == 4
    assert count(network, keras.layers.SeparableConv2D) == separable


def test_the_dense_counterpart_has_nine_convolutions_of_3_by_3_and_no_separable_one():
    network = build("fully_convolutional")
    dense = [layer for layer in network.layers if type(layer) is keras.layers.Conv2D]
    assert [layer.kernel_size for layer in dense] == [(3, 3)] * 9
    assert dense[-1].name == "fer2013_scores"
    assert count(network, keras.layers.SeparableConv2D) == 0


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_the_last_convolution_is_pooled_without_dense_layers_on_top(name):
    kinds = [type(layer) for layer in build(name).layers[-3:]]
    layers = keras.layers
    assert kinds == [layers.Conv2D, layers.GlobalAveragePooling2D, layers.Softmax]


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_convolution_but_the_head_is_normalized(name):
    network = build(name)
    kinds = (keras.layers.Conv2D, keras.layers.SeparableConv2D)
    convolutions = sum(isinstance(layer, kinds) for layer in network.layers)
    assert count(network, keras.layers.BatchNormalization) == convolutions - 1


@pytest.mark.parametrize(
    ("name", "activation", "times"),
    [
        ("mini_xception", "relu", 2 + 4 * 2),
        ("mini_xception_attentive", "silu", 2 + 3 + 3 + 3 + 2),
        ("mini_xception_small", "silu", 2 + 3 + 3 + 3 + 2),
    ],
)
def test_each_convolution_is_activated_and_the_last_of_a_module_after_the_sum(
    name, activation, times
):
    layers = build(name).layers
    found = [layer for layer in layers if type(layer) is keras.layers.Activation]
    assert [layer.activation.__name__ for layer in found] == [activation] * times
    sums = {id(layer.output) for layer in layers if type(layer) is keras.layers.Add}
    assert sum(id(layer.input) in sums for layer in found) == 4


@pytest.mark.parametrize(("contrast", "light"), [(0.5, 0), (1, 60), (0.5, 60)])
def test_light_and_contrast_do_not_change_the_answer(contrast, light):
    # An untrained one answers all alike.
    network = load_network(WEIGHTS / "reference" / "fer2013.keras")
    before, after = network(FACES), network(contrast * FACES + light)
    assert np.allclose(before, after, atol=2e-3)


def test_a_blank_face_has_an_answer():
    assert np.isfinite(build("mini_xception_attentive")(np.zeros_like(FACES))["fer2013"]).all()


@pytest.mark.parametrize(("smooth", "seen"), [(True, 64), (False, 16)])
def test_the_shortcut_of_a_smooth_module_sees_every_pixel_and_that_of_others_one_in_four(
    smooth, seen
):
    maps = keras.Input((8, 8, 1))
    module = keras.Model(maps, residual_module(maps, 1, "module", smooth=smooth))
    shortcut = keras.Model(maps, module.get_layer("module_shortcut").output)
    dots = np.eye(64, dtype=np.float32).reshape(64, 8, 8, 1)
    assert np.count_nonzero(shortcut(dots).numpy().any(axis=(1, 2, 3))) == seen


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_no_convolution_of_one_pixel_takes_strides(name):
    # oneDNN's gradient of one ends TensorFlow 2.21 in a segmentation fault on some processors.
    convolutions = [layer for layer in build(name).layers if type(layer) is keras.layers.Conv2D]
    small = [layer for layer in convolutions if layer.kernel_size == (1, 1)]
    assert all(layer.strides == (1, 1) for layer in small)


def test_subsampling_before_a_shortcut_is_the_function_of_its_strides():
    maps = keras.Input((48, 48, 8))
    module = keras.Model(maps, residual_module(maps, 16, "module", convolutions=1))
    kernel = module.get_layer("module_shortcut").get_weights()
    strided = keras.layers.Conv2D(16, 1, 2, "same", use_bias=False)
    faces = np.random.default_rng(0).normal(size=(2, 48, 48, 8)).astype(np.float32)
    strided.build(faces.shape)
    strided.set_weights(kernel)
    shortcut = keras.Model(maps, module.get_layer("module_shortcut").output)
    assert np.allclose(shortcut(faces), strided(faces), atol=1e-5)


def test_two_heads_share_the_rest():
    network = build("mini_xception_attentive", HEADS)
    assert list(network.output) == list(HEADS)
    assert network.count_params() == 59_389 + 76 * 7 + 7


# Keras 3.15 on TensorFlow asks NumPy 2 for arrays in the way of NumPy 1.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_a_saved_network_is_loaded_with_its_weights(tmp_path):
    network = build("mini_xception_small")
    network.save(tmp_path / "model.keras")
    answers = load_network(tmp_path / "model.keras")(FACES)["fer2013"]
    assert np.allclose(answers, network(FACES)["fer2013"], atol=1e-6)


def test_unknown_architecture_names_the_known_ones():
    with pytest.raises(UnknownArchitecture, match="mini_xception_attentive"):
        build("vgg")
