import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest

from mood_recommender.moods import EMOTIONS
from mood_recommender.vision.boxes import Crop
from mood_recommender.vision.networks import Network, Output, WeightsMismatch, read_card
from tests.vision.conftest import WEIGHTS

CARD: dict[str, Any] = json.loads(WEIGHTS.with_suffix(".json").read_text())
OUTPUT: dict[str, Any] = CARD["outputs"]["probabilities"]
VERSION_1 = {
    key: value for key, value in CARD.items() if key not in ("version", "task", "crop", "outputs")
}


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    """A copy of the weights that serve, without a card."""
    return Path(shutil.copy(WEIGHTS, tmp_path))


def write_card(weights: Path, card: Any) -> None:
    weights.with_suffix(".json").write_text(json.dumps(card))


def with_output(**changes: Any) -> dict[str, Any]:
    return {"outputs": {"probabilities": OUTPUT | changes}}


@pytest.mark.parametrize("card", [CARD, VERSION_1], ids=["version 2", "version 1"])
def test_both_versions_of_the_card_say_the_same(weights, card):
    write_card(weights, card)
    read = read_card(weights)
    assert (read.task, read.crop) == ("emotions", Crop(48, "grey", 0))
    assert read.outputs == {"probabilities": Output("softmax", EMOTIONS, 0.6984)}
    assert (read.certain_threshold, read.parameters, read.raw) == (0.6984, 59389, card)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"{", "is not JSON; fetch or export it again"),
        (b"\xff\xfe", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", r"is \[\] and no JSON object"),
        (b"{}", "lacks labels, sha256, certain_threshold; export it again"),
        (b'{"version": 2}', "lacks name, task, architecture, parameters, sha256, crop, outputs"),
        (b'{"version": 3}', "is of version 3, where 1 and 2 are known"),
    ],
)
def test_what_is_no_card_is_named(weights, content, sentence):
    weights.with_suffix(".json").write_bytes(content)
    with pytest.raises(WeightsMismatch, match=rf"The card \S+/emotions\.json {sentence}"):
        read_card(weights)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"task": 7}, "task is 7, which is not text"),
        ({"parameters": "many"}, "parameters is 'many', which is not a whole number"),
        ({"parameters": True}, "parameters is True, which is not a whole number"),
        ({"sha256": None}, "sha256 is None, which is not text"),
        ({"crop": [48, 48]}, r"crop is \[48, 48\], which is not an object"),
        ({"crop": {"side": 48}}, "lacks colour, margin"),
        ({"crop": CARD["crop"] | {"side": "48"}}, "side is '48', which is not a whole number"),
        ({"crop": CARD["crop"] | {"side": 0}}, "side is 0, which is no number of pixels"),
        ({"crop": CARD["crop"] | {"colour": "red"}}, "colour is 'red', not grey or rgb"),
        ({"crop": CARD["crop"] | {"margin": -1}}, "margin is -1, which is not a number from 0"),
        ({"outputs": {}}, "has no outputs"),
        ({"outputs": {"probabilities": 7}}, "probabilities is 7, which is not an object"),
        (with_output(kind="softest"), "kind is 'softest', not one of softmax, sigmoid"),
        (with_output(labels="angry"), "labels is 'angry', which is not a list"),
        (with_output(labels=[1, 2]), r"labels is \[1, 2\], where some are no text"),
        (with_output(threshold="0.5"), "threshold is '0.5', which is not a number from 0 to 1"),
        (with_output(threshold=float("nan")), "threshold is nan, which is not a number"),
    ],
)
def test_what_a_card_cannot_say_is_named(weights, changes, sentence):
    write_card(weights, CARD | changes)
    with pytest.raises(WeightsMismatch, match=rf"emotions\.json .*{sentence}"):
        read_card(weights)


def test_a_threshold_as_text_is_named_in_version_1_too(weights):
    write_card(weights, VERSION_1 | {"certain_threshold": "0.5"})
    with pytest.raises(WeightsMismatch, match=r"threshold is '0\.5'"):
        read_card(weights)


def test_weights_need_their_card(weights):
    with pytest.raises(WeightsMismatch, match=r"cannot be read: No such file or directory; keep"):
        read_card(weights)


@pytest.mark.parametrize("path", ["lost.onnx", "."])
def test_missing_weights_are_named(tmp_path, path):
    with pytest.raises(WeightsMismatch, match=r"There is no .*weights and card come from"):
        read_card(tmp_path / path)


def test_weights_other_than_the_card_says_are_refused(weights):
    write_card(weights, CARD)
    with weights.open("ab") as file:
        file.write(b"\0")
    with pytest.raises(WeightsMismatch, match=r"emotions\.onnx is not the file that its card"):
        Network(weights)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"crop": CARD["crop"] | {"side": 64}}, "does not run as its card says"),
        ({"crop": CARD["crop"] | {"colour": "rgb"}}, "does not run as its card says"),
        ({"outputs": {"ages": OUTPUT}}, "does not run as its card says"),
        (with_output(labels=["angry", "happy"]), r"in \(7,\) columns, where its card has 2"),
    ],
)
def test_a_card_of_another_network_is_refused(weights, changes, sentence):
    write_card(weights, CARD | changes)
    with pytest.raises(WeightsMismatch, match=rf"emotions\.onnx .*{sentence}"):
        Network(weights)


def test_a_file_that_is_no_network_is_refused(weights):
    weights.write_bytes(b"no network")
    write_card(weights, CARD | {"sha256": hashlib.sha256(b"no network").hexdigest()})
    with pytest.raises(WeightsMismatch, match="does not run as its card says"):
        Network(weights)


def test_every_output_answers_under_its_name(tmp_path):
    colours = two_outputs(tmp_path / "colours.onnx")
    answers = Network(colours).answers(np.full((3, 8, 8, 3), [10, 20, 30], np.uint8))
    assert {name: answer.tolist() for name, answer in answers.items()} == {
        "red": [[10]] * 3,
        "all": [[10, 20, 30]] * 3,
    }


def two_outputs(file: Path) -> Path:
    """Write a network that answers (n, 8, 8, 3) faces with their mean colour, and its red."""
    faces = onnx.helper.make_tensor_value_info("in", onnx.TensorProto.FLOAT, ["n", 8, 8, 3])
    outputs = [
        onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, ["n", columns])
        for name, columns in (("red", 1), ("all", 3))
    ]
    nodes = [
        onnx.helper.make_node("ReduceMean", ["in"], ["all"], axes=[1, 2], keepdims=0),
        onnx.helper.make_node("Gather", ["all", "first"], ["red"], axis=1),
    ]
    first = onnx.helper.make_tensor("first", onnx.TensorProto.INT64, [1], [0])
    graph = onnx.helper.make_graph(nodes, "colours", [faces], outputs, [first])
    opsets = [onnx.helper.make_opsetid("", 17)]
    content = onnx.helper.make_model(graph, opset_imports=opsets, ir_version=8).SerializeToString()
    file.write_bytes(content)
    said = {
        "task": "colours",
        "sha256": hashlib.sha256(content).hexdigest(),
        "crop": {"side": 8, "colour": "rgb", "margin": 0.25},
        "outputs": {
            "red": {"kind": "sigmoid", "labels": ["red"], "threshold": 0.5},
            "all": {"kind": "unit", "labels": [], "threshold": None},
        },
    }
    write_card(file, CARD | said)
    return file
