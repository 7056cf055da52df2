"""An exported network and its card: the one reader of both, for serving and for training.

A network is an ONNX file; its card is the JSON beside it, which says what the file holds. Version 1
of the card spoke of emotions only; version 2 adds `version`, `task`, `crop` and `outputs`.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from reprlib import repr as short
from typing import Any, TypeVar

import numpy as np
import onnxruntime

from mood_recommender.errors import MoodRecommenderError
from mood_recommender.vision.boxes import Crop

KINDS = ("softmax", "sigmoid", "unit", "points")
"""What an output can be: probabilities that sum to 1, probabilities each for itself, a vector of
unit length, places in the crop."""

COLOURS = ("grey", "rgb")

VERSION_1_KEYS = ("labels", "sha256", "certain_threshold")
KEYS = ("name", "task", "architecture", "parameters", "sha256", "crop", "outputs")

T = TypeVar("T")
_KINDS_OF_JSON = {str: "text", int: "a whole number", list: "a list", dict: "an object"}


class WeightsMismatch(MoodRecommenderError):
    """The weights are not the ones that their card describes, or not those that are needed."""

    status = 500
    title = "The weights do not fit"


@dataclass(frozen=True)
class Output:
    """One answer of a network."""

    kind: str
    """One of KINDS."""
    labels: tuple[str, ...]
    """What the columns of the answer mean, in their order."""
    threshold: float | None
    """Smallest confidence, in [0, 1], at which the answer counts as certain; None without one."""


@dataclass(frozen=True, eq=False)
class Card:
    """What is known of a network."""

    name: str
    task: str
    """What the network was trained to do, such as "emotions"."""
    architecture: str
    parameters: int
    sha256: str
    """Of the ONNX file, in hexadecimal."""
    crop: Crop
    """How the network wants a face."""
    outputs: Mapping[str, Output]
    """By the name that the ONNX file gives them; the first is the main one."""
    raw: dict[str, Any]
    """The card as it was read: also scores, licence, temperature and what else its writer said."""

    @property
    def certain_threshold(self) -> float | None:
        """The threshold of the first output."""
        return next(iter(self.outputs.values())).threshold


class Network:
    """A network in ONNX Runtime, loaded once and warmed; safe to share among threads."""

    card: Card

    def __init__(self, weights: Path) -> None:
        """Load `weights` (ONNX) and the card beside them.

        Raises WeightsMismatch as `read_card` does, if the checksum is not the one of the file, or
        if the network takes or answers something else than its card says.
        """
        self.card, self._name = read_card(weights), weights.name
        content = _read_network(weights, self.card.sha256)
        try:
            self._session = _session(content)
            self._input = self._session.get_inputs()[0].name
            answers = self.answers(np.zeros((1, *self.card.crop.shape), np.uint8))
        except Exception as error:  # ONNX Runtime's errors share no nearer base
            raise WeightsMismatch(
                f"{weights.name} does not run as its card says; export both again."
            ) from error
        _check_columns(answers, self.card, weights.name)

    def answers(self, crops: np.ndarray) -> dict[str, np.ndarray]:
        """Answer for n faces, uint8 (n, *card.crop.shape).

        Returns, by the names of the card's outputs, (n, columns) float32 each.
        """
        pixels = crops.astype(np.float32)
        if self.card.crop.colour == "grey":
            pixels = pixels[..., np.newaxis]
        names = list(self.card.outputs)
        return dict(zip(names, self._session.run(names, {self._input: pixels}), strict=True))

    def require_labels(self, output: str, labels: tuple[str, ...]) -> None:
        """Raise WeightsMismatch unless `output` is there and has these labels in this order."""
        if output not in self.card.outputs:
            raise WeightsMismatch(f"{self._name} has no output {output}; choose other weights.")
        if (found := self.card.outputs[output].labels) != labels:
            raise WeightsMismatch(
                f"{self._name} has the labels {', '.join(found)}; needed are {', '.join(labels)}."
            )

    def threshold(self, output: str) -> float:
        """Return the threshold of `output`. Raises WeightsMismatch when the card names none."""
        threshold = self.card.outputs[output].threshold
        if threshold is None:
            raise WeightsMismatch(f"The card of {self._name} has no threshold for {output}.")
        return threshold


def read_card(weights: Path) -> Card:
    """Read the card beside `weights` (same name, .json), which may be .onnx or .keras.

    Raises WeightsMismatch, in a sentence that says what to do, if either file is missing or if the
    card cannot be read, lacks something or says something that cannot be.
    """
    if not weights.is_file():
        raise WeightsMismatch(f"There is no {weights}; weights and card come from training.export.")
    file = weights.with_suffix(".json")
    try:
        raw = json.loads(file.read_bytes())
    except OSError as error:
        raise WeightsMismatch(
            f"The card {file} cannot be read: {error.strerror}; keep it beside the weights."
        ) from error
    except (ValueError, RecursionError) as error:  # of the JSON, of its bytes, of its depth
        raise WeightsMismatch(f"The card {file} is not JSON; fetch or export it again.") from error
    try:
        return _card(raw)
    except ValueError as error:
        raise WeightsMismatch(f"The card {file} {error}; export it again.") from error


# What follows raises ValueError with the end of a sentence that begins with the card's name.


def _card(raw: Any) -> Card:
    if not isinstance(raw, dict):
        raise ValueError(f"is {short(raw)} and no JSON object")
    said = _as_version_2(raw)
    _require(said, KEYS)
    outputs = _get(said, "outputs", dict)
    if not outputs:
        raise ValueError("has no outputs")
    return Card(
        name=_get(said, "name", str),
        task=_get(said, "task", str),
        architecture=_get(said, "architecture", str),
        parameters=_get(said, "parameters", int),
        sha256=_get(said, "sha256", str),
        crop=_crop(_get(said, "crop", dict)),
        outputs={name: _output(_get(outputs, name, dict)) for name in outputs},
        raw=raw,
    )


def _as_version_2(raw: dict[str, Any]) -> dict[str, Any]:
    version = raw.get("version", 1)
    if version == 2:
        return raw
    if version != 1:
        raise ValueError(f"is of version {short(version)}, where 1 and 2 are known")
    _require(raw, VERSION_1_KEYS)
    output = {
        "kind": "softmax",
        "labels": raw["labels"],
        "threshold": raw["certain_threshold"],
    }
    crop = {"side": 48, "colour": "grey", "margin": 0}
    return raw | {"task": "emotions", "crop": crop, "outputs": {"probabilities": output}}


def _crop(said: dict[str, Any]) -> Crop:
    _require(said, ("side", "colour", "margin"))
    side, colour = _get(said, "side", int), _get(said, "colour", str)
    if side < 1:
        raise ValueError(f"says that side is {side}, which is no number of pixels")
    if colour not in COLOURS:
        raise ValueError(f"says that colour is {short(colour)}, not {' or '.join(COLOURS)}")
    return Crop(side, colour, _share(said, "margin"))


def _output(said: dict[str, Any]) -> Output:
    _require(said, ("kind", "labels", "threshold"))
    kind, labels = _get(said, "kind", str), _get(said, "labels", list)
    if kind not in KINDS:
        raise ValueError(f"says that kind is {short(kind)}, not one of {', '.join(KINDS)}")
    if not all(isinstance(label, str) for label in labels):
        raise ValueError(f"says that labels is {short(labels)}, where some are no text")
    threshold = None if said["threshold"] is None else _share(said, "threshold")
    return Output(kind, tuple(labels), threshold)


def _require(said: dict[str, Any], keys: tuple[str, ...]) -> None:
    if missing := [key for key in keys if key not in said]:
        raise ValueError(f"lacks {', '.join(missing)}")


def _get(said: dict[str, Any], key: str, kind: type[T]) -> T:
    value = said[key]
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ValueError(f"says that {key} is {short(value)}, which is not {_KINDS_OF_JSON[kind]}")
    return value


def _share(said: dict[str, Any], key: str) -> float:
    value = said[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(f"says that {key} is {short(value)}, which is not a number from 0 to 1")
    return float(value)


def _read_network(file: Path, sha256: str) -> bytes:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise WeightsMismatch(f"The weights {file} cannot be read: {error.strerror}.") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise WeightsMismatch(
            f"{file.name} is not the file that its card describes; fetch or export both again."
        )
    return content


def _session(content: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # a face takes half a millisecond; threads only cost
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


def _check_columns(answers: dict[str, np.ndarray], card: Card, name: str) -> None:
    """Raise WeightsMismatch unless every probability of (1, columns) answers has its label."""
    for output, answer in answers.items():
        kind, labels = card.outputs[output].kind, card.outputs[output].labels
        if kind in ("softmax", "sigmoid") and answer.shape[1:] != (len(labels),):
            raise WeightsMismatch(
                f"{name} answers {output} in {answer.shape[1:]} columns, where its card has "
                f"{len(labels)} labels; export both again."
            )
