"""Train a network for a task, on FER-2013 where no other is named.

    python -m training.train --data fer2013.csv --out runs/deep
    KERAS_BACKEND=torch python -m training.train ...      the same, faster on a CPU with bfloat16

Interrupted, the same command goes on after the last whole epoch with the same schedule; with a
larger --epochs it goes on with a schedule that ends there. From Python:
`train(TrainConfig(data=..., out=..., epochs=...))`.
"""

from training.runs.flags import run
from training.runs.settings import TrainConfig


def train(config: TrainConfig) -> None:
    """Train a network; interrupted, the same command goes on."""
    from training.runs.training import train_run  # Keras takes seconds; --help does without

    train_run(config)
    print(
        f"{config.out / 'model.keras'} is written. Next: python -m training.export --network "
        f"{config.out / 'model.keras'} --data {config.data} --out {config.task}.onnx"
    )


if __name__ == "__main__":
    run(TrainConfig, train, keras=True)
