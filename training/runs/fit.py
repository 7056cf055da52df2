"""Fit a network to batches of faces, an epoch at a time, going on where a run was interrupted."""

import sys
from collections.abc import Sequence

import keras
import numpy as np

from training.networks.predict import BATCH, pixels
from training.runs.averages import Averages
from training.runs.checkpoints import read_checkpoint, write_checkpoint
from training.runs.epochs import BestEpoch, EpochLog
from training.runs.folders import RunMismatch
from training.runs.settings import TrainConfig
from training.tasks.task import Head, Targets
from training.views.batches import Batches

CHECKPOINT = "checkpoint.npz"

STATISTICS = 0.9
"""What batch normalization keeps of its statistics in a step; the averages smooth them further."""


def fit(
    network: keras.Model,
    heads: Sequence[Head],
    batches: Batches,
    public: tuple[np.ndarray, Targets],
    config: TrainConfig,
) -> None:
    """Train `network` in place; it ends with the averages of its last epoch, or of its best one.

    Goes on from the checkpoint in the run folder if there is one. `public` are the pictures and the
    truth that judge the averages after every epoch. Raises RunMismatch where the run has more
    epochs already, and DataError where its files are damaged.
    """
    network.compile(
        _optimizer(config, len(batches)),
        loss={head.name: head.rules.loss for head in heads},
        metrics={head.name: head.rules.metric for head in heads},
    )
    averages = Averages(network, config.averaging)
    if (config.out / CHECKPOINT).exists():
        read_checkpoint(config.out / CHECKPOINT, network, averages)
    done = int(network.optimizer.iterations) // len(batches)
    _require_at_most(config, done)
    log = EpochLog(config.out, config.epochs, done)
    best = BestEpoch(config.out, averages, log, config.patience)
    images, truth = public
    network.fit(
        batches,
        epochs=done if best.is_over() else config.epochs,
        initial_epoch=done,
        validation_data=(pixels(images), truth),
        validation_batch_size=BATCH,
        shuffle=False,
        verbose=1 if sys.stdout.isatty() else 0,
        callbacks=[averages, log, best, _epochs(network, batches, averages, config)],
    )
    network.set_weights(best.values())


def shorten_statistics(network: keras.Model) -> None:
    """Let batch normalization forget sooner than the averages, which take its statistics in."""
    for layer in network.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = STATISTICS


def _require_at_most(config: TrainConfig, done: int) -> None:
    if done > config.epochs:
        raise RunMismatch(
            f"{config.out} has {done} epochs already, more than --epochs {config.epochs}; give "
            "more, or name another --out."
        )


def _optimizer(config: TrainConfig, batches: int) -> keras.optimizers.Optimizer:
    """AdamW with a warm-up of two epochs."""
    warmup = min(2, config.epochs - 1) * batches
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0 if warmup else config.learning_rate,
        config.epochs * batches - warmup,
        warmup_target=config.learning_rate if warmup else None,
        warmup_steps=warmup,
    )
    optimizer = keras.optimizers.AdamW(schedule, config.weight_decay)
    optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
    return optimizer


def _epochs(
    network: keras.Model, batches: Batches, averages: Averages, config: TrainConfig
) -> keras.callbacks.Callback:
    """Begin each epoch with its own batches, and end it with a checkpoint."""

    def begin(epoch: int, logs: object) -> None:
        batches.start(epoch)
        _seed_dropout(network, batches.seed, epoch)

    def end(epoch: int, logs: object) -> None:
        write_checkpoint(config.out / CHECKPOINT, network, averages)

    return keras.callbacks.LambdaCallback(on_epoch_begin=begin, on_epoch_end=end)


def _seed_dropout(network: keras.Model, seed: int, epoch: int) -> None:
    """Let what is dropped, like the batches, depend on seed and epoch alone.

    Checkpoints do not keep the states, and a run that goes on would drop as in its first epoch.
    """
    random = np.random.default_rng((seed, epoch))
    for variable in network.variables:
        if variable.name == "seed_generator_state":  # a seed, and how often it was drawn from
            variable.assign([random.integers(2**31), 0])
