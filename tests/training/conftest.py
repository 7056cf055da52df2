"""Tiny FER-2013s: seven patterns that a network tells apart within two epochs, in each layout."""

import cv2
import numpy as np
import pandas as pd
import pytest

from mood_recommender.moods import EMOTIONS
from training.faces.fer2013 import SPLITS, VOTE_COLUMNS

ROWS = 42
VOTE_OF_LABEL = (4, 5, 6, 1, 3, 2, 0)


@pytest.fixture(scope="session")
def arrays():
    """Six faces of each emotion; of each six, four to train, one public, one private."""
    random = np.random.default_rng(0)
    label = np.arange(ROWS, dtype=np.uint8) % 7
    images = random.integers(0, 60, (ROWS, 48, 48), np.uint8)
    for image, emotion in zip(images, label, strict=True):
        image[6 * emotion : 6 * emotion + 6] += 150
    split = np.repeat([0, 0, 0, 0, 1, 2], 7).astype(np.uint8)
    votes = np.zeros((ROWS, len(VOTE_COLUMNS)), np.uint8)
    votes[np.arange(ROWS), np.take(VOTE_OF_LABEL, label)] = 8
    votes[:, 8] = 2
    return {"images": images, "label": label, "split": split, "votes": votes}


@pytest.fixture
def write_npz(tmp_path, arrays):
    def write(**changed):
        path = tmp_path / "faces.npz"
        kept = {name: a for name, a in (arrays | changed).items() if a is not None}
        np.savez(path, **kept)
        return path

    return write


@pytest.fixture
def table(arrays):
    """The rows of fer2013.csv."""
    return pd.DataFrame(
        {
            "emotion": arrays["label"],
            "pixels": [" ".join(map(str, image.ravel())) for image in arrays["images"]],
            "Usage": np.take(list(SPLITS.values()), arrays["split"]),
        }
    )


@pytest.fixture
def write_csv(tmp_path, table):
    def write(row=None, column=None, value=None):
        changed = table.astype(str)
        if row is not None:
            changed.loc[row, column] = value
        path = tmp_path / "fer2013.csv"
        changed.to_csv(path, index=False)
        return path

    return write


@pytest.fixture
def write_votes(tmp_path, arrays):
    def write(rows=ROWS, row=None, value=None):
        votes = pd.DataFrame(arrays["votes"].astype(str)[:rows], columns=list(VOTE_COLUMNS))
        if row is not None:
            votes.loc[row, "anger"] = value
        votes.to_csv(tmp_path / "fer2013new.csv", index=False)

    return write


@pytest.fixture
def folder(tmp_path, arrays):
    """Pictures as PNG, so that the pixels survive; both test splits in test/."""
    for i, (image, label) in enumerate(zip(arrays["images"], arrays["label"], strict=True)):
        split = "train" if arrays["split"][i] == 0 else "test"
        path = tmp_path / "folder" / split / EMOTIONS[label] / f"{i:02}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), image)
    return tmp_path / "folder"


@pytest.fixture
def config(write_npz, tmp_path, monkeypatch):
    """Settings of a run of seconds, of the smallest network."""
    from tests.training.networks import tiny  # Keras takes seconds; readers are tested without
    from training.networks.architectures import ARCHITECTURES, Architecture
    from training.runs.settings import TrainConfig

    monkeypatch.setitem(ARCHITECTURES, "tiny", Architecture(tiny))

    def make(out="run", **settings):
        quick = {"architecture": "tiny", "epochs": 3, "batch_size": 8, "averaging": 0.5}
        return TrainConfig(write_npz(), tmp_path / out, **(quick | settings))

    return make
