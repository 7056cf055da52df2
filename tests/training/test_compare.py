import json
from pathlib import Path

import keras
import pytest
from keras import layers

from tests.training.networks import HEADS, build
from training.compare import CompareConfig, compare
from training.figures.networks_page import render
from training.networks.architectures import ARCHITECTURES, Architecture, UnknownArchitecture
from training.networks.blocks import (
    convolution,
    separable_convolution,
    squeeze_excite,
    standardize,
)
from training.networks.costs import ROUNDS, multiply_adds, size_of
from training.networks.saved import NetworkError
from training.runs.comparing import trained
from training.runs.folders import RunMismatch
from training.runs.pages import PageExists
from training.runs.settings import TrainConfig

# Keras 3.15 on TensorFlow asks NumPy 2 for arrays in the way of NumPy 1.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


PAGE = Path(__file__).resolve().parents[2] / "docs" / "networks.md"


def plain(faces):
    return convolution(standardize(faces), 4, "stem", strides=2)


def separable(faces):
    return separable_convolution(plain(faces), 8, "features")


@pytest.fixture
def config(write_npz, tmp_path, monkeypatch):
    monkeypatch.setitem(ARCHITECTURES, "plain", Architecture(plain))
    monkeypatch.setitem(ARCHITECTURES, "separable", Architecture(separable))
    monkeypatch.setitem(ROUNDS, 1, 3)
    monkeypatch.setitem(ROUNDS, 64, 2)
    monkeypatch.setattr("training.figures.intervals.RESAMPLES", 20)

    def make(*architectures, **arrays):
        out = tmp_path / "networks.md"
        return CompareConfig(write_npz(**arrays), tmp_path / "runs", out, architectures, 1)

    return make


def save(config, name, heads=HEADS):
    path = config.runs / name / "model.keras"
    path.parent.mkdir(parents=True)
    build(name, heads).save(path)
    return path


def run_of(name, config):
    return TrainConfig(config.data, config.runs / name, architecture=name)


def figures_of(config):
    return json.loads((config.out.with_suffix("") / "networks.json").read_text())


def test_the_page_in_docs_is_what_its_figures_say():
    figures = json.loads((PAGE.with_suffix("") / "networks.json").read_text())
    assert render(figures, "networks") == PAGE.read_text()


def test_what_is_missing_is_trained_and_what_is_there_is_loaded(config):
    ready = save(config(), "plain")
    written = ready.read_bytes()
    compare(config("plain", "separable"))
    assert [path.name for path in ready.parent.iterdir()] == ["model.keras"]
    assert ready.read_bytes() == written
    assert (config().runs / "separable" / "model.keras").exists()
    networks = figures_of(config())["networks"]
    assert {name: n["epochs"] for name, n in networks.items()} == {"plain": None, "separable": 1}


def test_page_figures_and_picture_are_written(config):
    for name in ("plain", "separable"):
        save(config(), name)
    compare(config("plain", "separable"))
    folder = config().out.with_suffix("")
    assert render(figures_of(config()), folder.name) == config().out.read_text()
    assert (folder / "networks.png").read_bytes().startswith(b"\x89PNG")
    for network in figures_of(config())["networks"].values():
        assert list(network["accuracy"]) == list(HEADS)
        assert 0 < network["milliseconds"] < 1000
        assert network["flops"] == 2 * network["multiply_adds"]


def test_without_votes_ferplus_is_not_measured(config):
    save(config(), "plain", HEADS[:1])
    compare(config("plain", votes=None))
    assert " | not measured | not known |" in config().out.read_text()


def test_every_cost_of_the_page_comes_from_the_figures(config):
    save(config(), "plain")
    compare(config("plain"))
    figures = figures_of(config())
    figures["dense"] |= {"parameters": 600_000, "multiply_adds": 30_000_000}
    figures["networks"]["plain"] |= {
        **{"parameters": 60_000, "multiply_adds": 4_000_000, "flops": 8_000_000},
        **{"milliseconds": 0.5, "milliseconds_in_batches": 0.25, "epochs": 9, "taught": True},
        "accuracy": {"fer2013": {"value": 0.6543, "interval": [0.64, 0.6701]}},
    }
    page = render(figures, "networks")
    costs = "| `plain` | 60,000 | 4.0 | 8.0 | 0.50 | 0.25 |"
    assert f"{costs} 65.4 % (64.0 to 67.0) | not measured | 9, taught |" in page
    assert "| `plain` | 10.0 times | 7.5 times |" in page


def test_an_unknown_architecture_is_named_before_any_training(config):
    with pytest.raises(UnknownArchitecture, match="no architecture 'vgg'; choose one of"):
        compare(config("plain", "vgg"))
    assert not config().runs.exists()


def test_a_page_that_is_there_is_not_overwritten(config):
    config().out.write_text("mine")
    with pytest.raises(PageExists, match=r"networks\.md exists; name another --out"):
        compare(config("plain"))


def test_a_run_of_another_network_is_refused(config):
    save(config(), "plain").parent.rename(config().runs / "separable")
    with pytest.raises(RunMismatch, match="is the network plain, not separable"):
        compare(config("separable"))


def older_plain(activation, filters):
    return lambda faces: convolution(
        standardize(faces), filters, "stem", strides=2, activation=activation
    )


@pytest.mark.parametrize(("activation", "filters"), [("silu", 4), ("relu", 5), (None, 4)])
def test_a_network_of_an_older_design_is_refused(config, monkeypatch, activation, filters):
    make = config()
    with monkeypatch.context() as patch:
        patch.setitem(ARCHITECTURES, "plain", Architecture(older_plain(activation, filters)))
        save(make, "plain")
    with pytest.raises(RunMismatch, match="is not the plain of today's"):
        trained(run_of("plain", make))


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_a_saved_network_has_the_design_that_it_was_built_with(config, name):
    save(config(), name)
    assert trained(run_of(name, config())).name == name


def test_an_exported_network_is_refused(config):
    path = save(config(), "plain")
    network = build("plain")
    keras.Model(network.input, network.output["fer2013"], name="plain").save(path)
    with pytest.raises(NetworkError, match="does not tell which labels it learned"):
        compare(config("plain"))


def network_of(block):
    faces = keras.Input((48, 48, 2))
    return keras.Model(faces, block(faces))


@pytest.mark.parametrize(
    ("block", "by_hand"),
    [
        (lambda x: layers.Conv2D(5, 3, 2, "same")(x), 24 * 24 * 3 * 3 * 2 * 5),
        (lambda x: layers.Conv2D(5, 3)(x), 46 * 46 * 3 * 3 * 2 * 5),
        (lambda x: separable_convolution(x, 5, "x"), 48 * 48 * (3 * 3 * 2 + 2 * 5)),
        (lambda x: layers.Dense(5)(layers.Flatten()(x)), 48 * 48 * 2 * 5),
        (lambda x: squeeze_excite(x, "x", ratio=2), 2 * 1 + 1 * 2),
        (lambda x: layers.MaxPooling2D()(layers.BatchNormalization()(x)), 0),
    ],
)
def test_multiply_adds_are_those_counted_by_hand(block, by_hand):
    assert multiply_adds(network_of(block)) == by_hand


def test_the_size_of_a_whole_network_is_that_counted_by_hand(config):
    stem, head = 24 * 24 * 3 * 3 * 1 * 4, 24 * 24 * 4 * 7
    assert size_of(build("plain")) == {
        "parameters": 9 * 4 + 4 * 4 + 4 * 7 + 7,
        "multiply_adds": stem + head,
        "flops": 2 * (stem + head),
    }


def test_the_dense_counterpart_is_ten_times_larger_than_the_published_network():
    dense, published = size_of(build("fully_convolutional")), size_of(build("mini_xception"))
    assert 10 < dense["parameters"] / published["parameters"] < 11
    assert dense["multiply_adds"] > 3 * published["multiply_adds"]
