"""Train an emotion network on FER-2013.

    python -m training.train --data fer2013.csv --out runs/deep
    KERAS_BACKEND=torch python -m training.train ...      the same, faster on a CPU with bfloat16

Interrupted, the same command goes on after the last whole epoch with the same schedule. The run
folder holds run.json (the settings), log.csv (one line per epoch), checkpoint.weights.h5 and, at
the end, model.keras: the average of the last epochs' weights, one head per kind of label.
"""

import operator
from dataclasses import asdict, dataclass
from pathlib import Path

import keras
import numpy as np

from mood_recommender.files import write_whole
from training.distill import load_views
from training.faces.fer2013 import DataError, Faces, load_faces, require_every_emotion
from training.faces.votes import Targets, soft_targets, truths, usable
from training.networks.architectures import HEADS, build, fastest, load_network
from training.runs.flags import flag, run
from training.runs.folders import RunMismatch, claim
from training.views.batches import Batches, Draw, augmented, mixed, taught

CHECKPOINT = "checkpoint.weights.h5"


@dataclass(frozen=True)
class TrainConfig:
    """Settings of one run; each field is a --flag and is written to run.json."""

    data: Path = flag("FER-2013 as .npz, .csv or folder")
    out: Path = flag("folder of the run; goes on where it was interrupted")
    architecture: str = flag("name in training.networks.architectures", "mini_xception_attentive")
    epochs: int = flag("times that every face is seen; the schedule ends with them", 90, least=1)
    batch_size: int = flag("faces a step", 128, least=1)
    learning_rate: float = flag("peak, reached after two epochs, then a cosine to 0", 4e-3, least=0)
    weight_decay: float = flag("AdamW's, on kernels only", 1e-3, least=0)
    averaging: float = flag(
        "part of the averaged weights that a step keeps", 0.998, least=0, most=1
    )
    augmentation: float = flag("strength of the random views, 0 to 1", 0.8, least=0, most=1)
    mixing: float = flag(
        "parameter of mixup's beta distribution; 0 mixes nothing", 0.0, least=0, most=10
    )
    labels: tuple[str, ...] = flag("what to learn, a head each: fer2013, ferplus or both", HEADS)
    softening: float = flag(
        "weight of the votes in what the original labels teach, 0 to 1", 0.5, least=0, most=1
    )
    views: Path | None = flag("views read by a teacher (training.distill)", None)
    taught: float = flag(
        "weight of the teacher's reading in the targets, 0 to 1", 0.7, least=0, most=1
    )
    start: Path | None = flag("model.keras to start from; it may have fewer channels", None)
    seed: int = flag(
        "of the first weights, the order of faces and their views", 0, least=0, most=2**32 - 1
    )


def train(config: TrainConfig) -> None:
    """Train an emotion network on FER-2013; interrupted, the same command goes on."""
    _require_known_labels(config)
    settings = {name: value for name, value in asdict(config).items() if name != "out"}
    claim(config.out, settings, begun=(config.out / CHECKPOINT).exists())
    faces, public = load_faces(config.data, "train"), load_faces(config.data, "public")
    faces = faces.only(usable(faces))
    require_every_emotion(faces, config.data)
    keras.utils.set_random_seed(config.seed)
    network = _start_network(config, list(_learned(truths(faces), config)))
    _average_statistics(network, config.averaging)
    fit(fastest(network), _batches(faces, config), public, config)
    with write_whole(config.out / "model.keras") as part:
        network.save(part)


def fit(network: keras.Model, batches: Batches, public: Faces, config: TrainConfig) -> None:
    """Train `network` in place, going on from the checkpoint in the run folder if there is one."""
    truth = _learned(truths(public), config)
    network.compile(
        _optimizer(config, len(batches)),
        loss="categorical_crossentropy",
        metrics=dict.fromkeys(truth, "accuracy"),
    )
    checkpoint = config.out / CHECKPOINT
    if checkpoint.exists():
        network.optimizer.build(network.trainable_variables)
        network.load_weights(checkpoint)
    network.fit(
        batches,
        epochs=config.epochs,
        initial_epoch=int(network.optimizer.iterations) // len(batches),
        validation_data=(public.images[..., np.newaxis].astype(np.float32), truth),
        validation_batch_size=256,
        shuffle=False,
        callbacks=_callbacks(network, batches, checkpoint),
    )


def _require_known_labels(config: TrainConfig) -> None:
    """Refuse mistyped names, which would pass for labels that the data lacks. Raises DataError."""
    unknown = [repr(head) for head in config.labels if head not in HEADS]
    if unknown:
        raise DataError(f"There are no labels {', '.join(unknown)}; choose of {', '.join(HEADS)}.")


def _start_network(config: TrainConfig, heads: list[str]) -> keras.Model:
    network = build(config.architecture, heads)
    if config.start is not None:
        start = load_network(config.start).layers
        start = {layer.name: layer.get_weights() for layer in start}
        for layer in network.layers:
            new, old = layer.get_weights(), start.get(layer.name, [])
            if len(new) != len(old) or not all(map(_holds, new, old)):
                raise RunMismatch(f"{config.start} has another architecture or other heads.")
            layer.set_weights(list(map(_filled, new, old)))
    return network


def _holds(new: np.ndarray, old: np.ndarray) -> bool:
    """Whether `new` is as large as `old` but for more channels, which are the last two axes."""
    same = new.ndim == old.ndim and new.shape[:-2] == old.shape[:-2]
    return same and all(map(operator.ge, new.shape, old.shape))


def _filled(new: np.ndarray, old: np.ndarray) -> np.ndarray:
    """Put `old` into the first channels of `new`; the others stay at chance."""
    filled = new.copy()
    filled[tuple(map(slice, old.shape))] = old
    return filled


def _learned(targets: Targets, config: TrainConfig) -> Targets:
    """Leave only what is to be learned, in the order of HEADS. Raises DataError if nothing is."""
    learned = {head: target for head, target in targets.items() if head in config.labels}
    if not learned:
        raise DataError(
            f"{config.data} has no labels {' or '.join(config.labels)}; there are "
            f"{', '.join(targets)}. FER+ votes go into fer2013new.csv beside fer2013.csv."
        )
    return learned


def _average_statistics(network: keras.Model, averaging: float) -> None:
    """Let batch normalization remember as long as the averaged weights, whose inputs it shifts."""
    for layer in network.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = averaging


def _batches(faces: Faces, config: TrainConfig) -> Batches:
    draw = _draw(faces, config)
    if config.mixing:
        draw = mixed(draw, config.mixing)
    return Batches(len(faces), config.batch_size, config.seed, draw)


def _draw(faces: Faces, config: TrainConfig) -> Draw:
    targets = _learned(soft_targets(faces, config.softening), config)
    if config.views is None:
        return augmented(faces.images, targets, config.augmentation)
    views, readings = load_views(config.views, len(faces), targets)
    return taught(views, readings, targets, config.taught, config.augmentation)


def _optimizer(config: TrainConfig, batches: int) -> keras.optimizers.Optimizer:
    """AdamW with a warm-up of two epochs, and an average of the weights of about two."""
    warmup = min(2, config.epochs - 1) * batches
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0 if warmup else config.learning_rate,
        config.epochs * batches - warmup,
        warmup_target=config.learning_rate if warmup else None,
        warmup_steps=warmup,
    )
    optimizer = keras.optimizers.AdamW(
        schedule, config.weight_decay, use_ema=True, ema_momentum=config.averaging
    )
    optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
    return optimizer


def _callbacks(
    network: keras.Model, batches: Batches, checkpoint: Path
) -> list[keras.callbacks.Callback]:
    def begin(epoch: int, logs: object) -> None:
        batches.start(epoch)
        _seed_dropout(network, batches.seed, epoch)

    def save(epoch: int, logs: object) -> None:
        with write_whole(checkpoint) as part:
            network.save_weights(part)

    return [
        keras.callbacks.LambdaCallback(on_epoch_begin=begin, on_epoch_end=save),
        keras.callbacks.SwapEMAWeights(),  # the public split judges the averaged weights
        keras.callbacks.CSVLogger(checkpoint.with_name("log.csv"), append=True),
    ]


def _seed_dropout(network: keras.Model, seed: int, epoch: int) -> None:
    """Let what is dropped, like the batches, depend on seed and epoch alone.

    Checkpoints do not keep the states, and a run that goes on would drop as in its first epoch.
    """
    random = np.random.default_rng((seed, epoch))
    for variable in network.variables:
        if variable.name == "seed_generator_state":  # a seed, and how often it was drawn from
            variable.assign([random.integers(2**31), 0])


if __name__ == "__main__":
    run(TrainConfig, train)
