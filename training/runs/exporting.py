"""An export: calibrate some heads of a trained network, convert, prove, describe and write them."""

import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
import onnx

from mood_recommender.files import write_whole
from training.figures.kinds import COLDEST, HOTTEST, best_temperature
from training.figures.leaves import JSON
from training.networks.heads import divide_scores
from training.networks.onnx_file import ExportError, require_agreement, to_onnx, with_heads
from training.networks.predict import read_outputs
from training.networks.saved import load_trained
from training.runs.chance import at_chance
from training.tasks.registry import find_task
from training.tasks.task import Head, Readings, Task

CERTAIN_SHARE = 0.8
"""Share of the public split's answers that count as certain: the surest ones."""

AGREE_ON = 256
"""Faces of the public split that Keras and ONNX Runtime must read alike."""


def export_network(
    trained: Path, data: Path, out: Path, task_name: str, head_names: Sequence[str]
) -> None:
    """Write `out`, .keras and .json, of the named heads or of those that serve.

    Warns where the network has learned nothing. Raises ExportError, NetworkError, DataError.
    """
    _require_three_new_files(trained, out)
    task = find_task(task_name)
    heads = find_heads(task, head_names)
    network = with_heads(load_trained(trained), heads)
    train, public = task.load(data, "train"), task.load(data, "public")
    temperatures = calibrate(network, task, heads, public)
    outputs = [head.answers_as for head in heads]
    converted = to_onnx(network, outputs)
    require_agreement(network, converted, outputs, public.images[:AGREE_ON])
    readings = read_outputs(network, outputs, public.images)
    card = describe(network, task, heads, temperatures, readings)
    thresholds = {name: output["threshold"] for name, output in card["outputs"].items()}
    card["name"] = out.stem
    card["training_faces"] = len(train)
    card["scores"] = {"public": _short(task.scores(readings, public, train, thresholds))}
    _write(network, converted, card, out)
    for warning in _warnings(task, heads, temperatures, readings, public):
        print(warning, file=sys.stderr)


def find_heads(task: Task[Any], names: Sequence[str]) -> list[Head]:
    """Return the named heads, or those that serve. Raises ExportError where one is not known."""
    known = [head.name for head in task.heads]
    for name in names:
        if name not in known:
            raise ExportError(
                f"The task {task.name} has no head {name!r}, only {', '.join(known)}."
            )
    return [task.head(name) for name in names or task.serves]


def calibrate(
    network: keras.Model, task: Task[Any], heads: Sequence[Head], public: Any
) -> dict[str, float]:
    """Divide the scores of each head by its best temperature, and return these by head.

    Only faces count of which the answer is known.
    """
    answers = {head.name: task.answers(public, head.name) for head in heads}
    readings = read_outputs(network, [head.name for head in heads], public.images)
    temperatures = {}
    for head in heads:
        known = answers[head.name] >= 0
        truth = head.rules.truth(answers[head.name][known], len(head.labels))
        temperature = best_temperature(head.rules, readings[head.name][known], truth)
        divide_scores(network, head.name, temperature)
        temperatures[head.name] = temperature
    return temperatures


def certain_threshold(head: Head, probabilities: np.ndarray) -> float:
    """Return the confidence that the surest 80 % of (n, k) readings reach."""
    return round(float(np.quantile(head.confidences(probabilities), 1 - CERTAIN_SHARE)), 4)


def describe(
    network: keras.Model,
    task: Task[Any],
    heads: Sequence[Head],
    temperatures: Mapping[str, float],
    readings: Readings,
) -> JSON:
    """Return what a card of version 2 says of the network itself and what it learned."""
    crop, names = task.crop, ", ".join(head.name for head in heads)
    return {
        "version": 2,
        "name": task.name,
        "task": task.name,
        "architecture": network.name,
        "parameters": network.count_params(),
        "crop": {"side": crop.side, "colour": crop.colour, "margin": crop.margin},
        "outputs": {
            head.answers_as: {
                "kind": head.kind,
                "labels": list(head.labels),
                "threshold": certain_threshold(head, readings[head.answers_as]),
                "temperature": round(temperatures[head.name], 4),
            }
            for head in heads
        },
        "trained_on": f"{task.source} Training, {names} labels",
        "licence": task.licence,
    }


def _require_three_new_files(trained: Path, out: Path) -> None:
    """Raise ExportError if a file beside `out` would overwrite the network or the .onnx itself."""
    if out.suffix != ".onnx":
        raise ExportError(f"--out {out} does not end in .onnx; name the .onnx to write.")
    if out.with_suffix(".keras").resolve() == trained.resolve():
        raise ExportError(f"The .keras beside {out} would overwrite {trained}; name another --out.")


def _warnings(
    task: Task[Any],
    heads: Sequence[Head],
    temperatures: Mapping[str, float],
    readings: Readings,
    public: Any,
) -> list[str]:
    """Say what tells that a head has learned nothing."""
    answers = {head.name: readings[head.answers_as] for head in heads}
    return at_chance(task, answers, public) + [
        f"Warning: the temperature of {name}, {temperature:.2f}, is at the end of what is tried: "
        "its network has hardly learned, or cannot be calibrated."
        for name, temperature in temperatures.items()
        if not 1.01 * COLDEST < temperature < 0.99 * HOTTEST
    ]


def _short(scores: JSON) -> JSON:
    """Leave recalls and confusions, which are long, to training.evaluate."""
    return {
        name: _short(value) if isinstance(value, dict) else value
        for name, value in scores.items()
        if name not in ("recall", "confusion")
    }


def _write(network: keras.Model, converted: onnx.ModelProto, card: JSON, path: Path) -> None:
    content = converted.SerializeToString()
    card["sha256"] = hashlib.sha256(content).hexdigest()
    with (  # all are whole before the first takes its place: a full disk leaves the old three
        write_whole(path.with_suffix(".keras")) as keras_part,
        write_whole(path) as onnx_part,
        write_whole(path.with_suffix(".json")) as card_part,
    ):
        network.save(keras_part)
        onnx_part.write_bytes(content)
        card_part.write_text(json.dumps(card, indent=2) + "\n")
