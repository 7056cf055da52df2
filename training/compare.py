"""Compare networks: what each costs and how well it reads, so that a designer can choose.

    python -m training.compare --data fer2013.csv --runs runs/compare --out networks.md

A network is taken from RUNS/NAME/model.keras. Where there is none, it is trained into that folder
as `training.train` would with its own settings; interrupted, the same command goes on. The page is
the template training/networks.md filled with the figures; these and their picture lie in the folder
of its name. For the task of the emotions alone. Needs Keras on TensorFlow; what Keras on PyTorch
trained can be loaded all the same.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from training.runs.flags import flag, run
from training.runs.settings import TrainConfig


@dataclass(frozen=True)
class CompareConfig:
    """What to compare; each field is a --flag."""

    data: Path = flag("FER-2013 as .npz, .csv or folder")
    runs: Path = flag("folder with a run folder for each network, trained or still to train")
    out: Path = flag("the page to write; figures go to the folder of its name")
    architectures: tuple[str, ...] = flag(
        "names in training.networks.architectures, with commas between; where none is named, all "
        "but the teacher",
        (),
    )
    epochs: int = flag("epochs for a network that is still to train", TrainConfig.epochs, least=1)
    replace: bool = flag("replace the page, its figures and its picture", False)


def compare(config: CompareConfig) -> None:
    """Train or load networks, measure them and write a page with their trade-off."""
    # Keras takes seconds; --help does without.
    from training.figures.networks_page import render
    from training.figures.plots import draw_trade_off
    from training.networks.architectures import ARCHITECTURES, find_architecture
    from training.runs.comparing import measure, trained
    from training.runs.pages import require_new_page, write_page

    require_new_page(config.out, config.replace)
    names = config.architectures or tuple(name for name in ARCHITECTURES if name != "teacher")
    for name in names:
        find_architecture(name)  # an unknown name is to be said before hours of training
    networks = {name: trained(_run_of(name, config)) for name in names}
    figures = measure(networks, config.data, config.runs)
    text = json.dumps(figures, indent=1) + "\n"
    picture = draw_trade_off(figures["networks"])
    page = render(figures, config.out.stem)
    write_page(config.out, page, {"networks.json": text.encode(), "networks.png": picture})


def _run_of(name: str, config: CompareConfig) -> TrainConfig:
    return TrainConfig(config.data, config.runs / name, architecture=name, epochs=config.epochs)


if __name__ == "__main__":
    run(CompareConfig, compare, keras=True)
