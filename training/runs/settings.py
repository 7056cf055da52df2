"""The settings of a training run, which commands and the run itself share."""

from dataclasses import dataclass
from pathlib import Path

from training.runs.flags import flag


@dataclass(frozen=True)
class TrainConfig:
    """Settings of one run; each field is a --flag and is written to run.json."""

    data: Path = flag("the data set, as the reader of the task takes it")
    out: Path = flag("folder of the run; goes on where it was interrupted")
    task: str = flag("what to learn: the name of a file in training/tasks", "emotions")
    architecture: str = flag("name in training.networks.architectures", "mini_xception_attentive")
    epochs: int = flag("times that every face is seen; the schedule ends with them", 90, least=1)
    batch_size: int = flag("faces a step", 128, least=1)
    learning_rate: float = flag("peak, reached after two epochs, then a cosine to 0", 4e-3, least=0)
    weight_decay: float = flag("AdamW's, on kernels only", 1e-3, least=0)
    averaging: float = flag(
        "part of the averaged weights that a step keeps; the first steps keep less",
        0.998,
        least=0,
        most=1,
    )
    patience: int = flag(
        "epochs without a lower loss on the public split after which the run ends with its best "
        "epoch; 0 never ends early and keeps the last epoch",
        0,
        least=0,
    )
    augmentation: float = flag("strength of the random views, 0 to 1", 0.8, least=0, most=1)
    mixing: float = flag(
        "parameter of mixup's beta distribution; 0 mixes nothing", 0.0, least=0, most=10
    )
    labels: tuple[str, ...] = flag(
        "heads to learn, with commas between; where none is named, all that the data knows", ()
    )
    softening: float = flag(
        "weight of what is likely in what the written labels teach, 0 to 1", 0.5, least=0, most=1
    )
    views: Path | None = flag("views read by a teacher (training.distill)", None)
    taught: float = flag(
        "weight of the teacher's reading in the targets, 0 to 1", 0.7, least=0, most=1
    )
    start: Path | None = flag("model.keras to start from; it may have fewer channels", None)
    seed: int = flag(
        "of the first weights, the order of faces and their views", 0, least=0, most=2**32 - 1
    )
