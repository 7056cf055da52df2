r"""Turn a trained network into what serves: .onnx and .keras with some heads, and their card.

    python -m training.export --network runs/deep/model.keras --data fer2013.csv \
        --out weights/emotions.onnx

The public split calibrates: it sets a temperature for each head, which goes into the last
convolution so that nobody can forget it, and the threshold over which an answer is certain. Needs
Keras on TensorFlow.
"""

from dataclasses import dataclass
from pathlib import Path

from training.runs.flags import flag, run


@dataclass(frozen=True)
class ExportConfig:
    """Settings of one export; each field is a --flag."""

    network: Path = flag("a model.keras that training.train wrote")
    data: Path = flag("the data set, as the reader of the task takes it")
    out: Path = flag("the .onnx to write; .keras and .json go beside it")
    task: str = flag("what it learned: the name of a file in training/tasks", "emotions")
    head: tuple[str, ...] = flag(
        "heads that it answers with, with commas between; where none is named, those that serve "
        "(of emotions, ferplus)",
        (),
    )


def export(config: ExportConfig) -> None:
    """Write a trained network as .onnx and .keras, calibrated, with a card beside them."""
    from training.runs.exporting import export_network  # Keras takes seconds; --help does without

    export_network(config.network, config.data, config.out, config.task, config.head)
    print(f"{config.out} is written. Next: python -m training.evaluate --weights {config.out}")


if __name__ == "__main__":
    run(ExportConfig, export, keras=True)
