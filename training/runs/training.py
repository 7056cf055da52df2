"""A training run: its faces, its network, and the folder that it goes on in.

The folder holds run.json (the settings), log.csv (one line per epoch), checkpoint.npz and, at the
end, model.keras: the average of the last epochs' weights, one head per kind of label.
"""

import sys
from dataclasses import asdict
from typing import Any

import keras

from mood_recommender.files import write_whole
from training.faces.arrays import DataError
from training.figures.logs import LOG, read_log
from training.networks.backend import fastest
from training.networks.heads import build
from training.networks.predict import predict
from training.networks.start import start_from
from training.runs.chance import at_chance
from training.runs.fit import CHECKPOINT, fit, shorten_statistics
from training.runs.folders import checksum, write_settings
from training.runs.settings import TrainConfig
from training.tasks.registry import find_task
from training.tasks.task import Targets, Task
from training.views.batches import Batches, Draw, augmented, mixed, taught
from training.views.stored import load_views

FREE = ("data", "epochs")
"""Settings that may change when a run is gone on with: the same faces elsewhere, and more epochs.

What else the schedule says is stated anew: the learning rate falls to 0 with the last epoch.
"""


def train_run(config: TrainConfig) -> None:
    """Train a network into its run folder; interrupted, the same call goes on.

    Prints a warning where it has learned nothing. Raises DataError, NetworkError, RunMismatch.
    """
    try:
        _train(config)
    except KeyboardInterrupt as stop:
        raise KeyboardInterrupt(_where_it_goes_on(config)) from stop


def _train(config: TrainConfig) -> None:
    task = find_task(config.task)
    _require_known_labels(task, config)
    faces = task.usable(task.load(config.data, "train"), config.data)
    public = task.load(config.data, "public")
    _write_settings(config, faces)
    keras.utils.set_random_seed(config.seed)
    truth = _learned(task.targets(public, 0), config)
    heads = [task.head(name) for name in truth]
    network = build(config.architecture, heads, task.crop)
    if config.start is not None:
        start_from(network, config.start)
    shorten_statistics(network)
    fit(fastest(network), heads, _batches(task, faces, config), (public.images, truth), config)
    with write_whole(config.out / "model.keras") as part:  # without the optimizer's state
        keras.Model(network.input, network.output, name=network.name).save(part)
    for warning in at_chance(task, predict(network, public.images), public):
        print(warning, file=sys.stderr)


def _require_known_labels(task: Task[Any], config: TrainConfig) -> None:
    """Refuse mistyped names, which would pass for labels that the data lacks. Raises DataError."""
    known = [head.name for head in task.heads]
    unknown = [repr(name) for name in config.labels if name not in known]
    if unknown:
        raise DataError(f"There are no labels {', '.join(unknown)}; choose of {', '.join(known)}.")


def _write_settings(config: TrainConfig, faces: Any) -> None:
    settings = asdict(config) | {"faces": checksum(faces.images)}
    settings.pop("out")
    begun = (config.out / CHECKPOINT).exists()
    write_settings(config.out, settings, free=FREE if begun else tuple(settings))


def _learned(targets: Targets, config: TrainConfig) -> Targets:
    """Leave only what is to be learned, in the order of the task. Raises DataError if nothing is.

    Where no labels are named, that is all that the data knows.
    """
    named = config.labels or tuple(targets)
    learned = {head: target for head, target in targets.items() if head in named}
    if not learned:
        raise DataError(
            f"{config.data} has no labels {' or '.join(named)}; there are {', '.join(targets)}."
        )
    return learned


def _batches(task: Task[Any], faces: Any, config: TrainConfig) -> Batches:
    targets = _learned(task.targets(faces, config.softening), config)
    draw = _draw(faces, targets, config)
    if config.mixing:
        draw = mixed(draw, config.mixing)
    return Batches(len(faces), config.batch_size, config.seed, draw)


def _draw(faces: Any, targets: Targets, config: TrainConfig) -> Draw:
    if config.views is None:
        return augmented(faces.images, targets, config.augmentation)
    views, readings = load_views(config.views, faces.images.shape, list(targets))
    return taught(views, readings, targets, config.taught, config.augmentation)


def _where_it_goes_on(config: TrainConfig) -> str:
    log = config.out / LOG
    done = int(read_log(log)["epoch"].max()) + 1 if log.exists() else 0
    after = f"after epoch {done} of {config.epochs}" if done else "from its beginning"
    return f"The same command goes on {after}."
