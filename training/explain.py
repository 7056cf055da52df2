r"""Show why the network says what it says, and where it is surest and wrong.

    python -m training.explain photo.jpg --weights weights/emotions.keras --out explained
    python -m training.explain --mistakes --data fer2013.csv --weights weights/emotions.keras \
        --out explained

A photo gives two pictures of its largest face: Grad-CAM shows which parts of the face spoke for the
likeliest emotion, guided back-propagation which pixels. `--mistakes` gives a sheet of the surest
wrong answers of each emotion. For the task of the emotions alone. Needs Keras on TensorFlow.
"""

from dataclasses import dataclass
from pathlib import Path

from training.runs.flags import argument, flag, run


@dataclass(frozen=True)
class ExplainConfig:
    """What to explain; each field is a --flag."""

    weights: Path = flag("the .keras that training.export wrote")
    out: Path = flag("folder for the pictures")
    photo: Path | None = argument("a photo with a face", None)
    mistakes: bool = flag("draw the surest mistakes on the public split", False)
    data: Path | None = flag("with --mistakes: FER-2013 as .npz, .csv or folder", None)


def explain(config: ExplainConfig) -> None:
    """Draw where the network looks on a photo, or its surest mistakes."""
    # Keras takes seconds; --help does without.
    from training.networks.saved import load_exported
    from training.runs.explaining import ExplainError, draw_photo, draw_surest_mistakes

    if not (config.photo or config.mistakes):
        raise ExplainError("Name a photo, or give --mistakes and --data.")
    if config.mistakes and not config.data:
        raise ExplainError("--mistakes needs the faces; give --data.")
    if config.photo and not config.photo.is_file():
        raise ExplainError(f"There is no {config.photo}.")
    network = load_exported(config.weights)
    if config.photo:
        draw_photo(config.photo, network, config.out)
    if config.mistakes and config.data:
        draw_surest_mistakes(config.data, network, config.out)


if __name__ == "__main__":
    run(ExplainConfig, explain, keras=True)
