"""Draw the pictures of reports, as the bytes of a PNG; the figures come from elsewhere."""

import io
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mood_recommender.moods import EMOTIONS, MOODS
from training.figures.leaves import JSON
from training.figures.logs import spoken

DOTS_PER_INCH = 80


def draw_confusions(emotions: Sequence[Sequence[int]], moods: Sequence[Sequence[int]]) -> bytes:
    """Draw (7, 7) and (4, 4) counts side by side, rows true; the colour is the share of its row."""
    figure = Figure(figsize=(10, 4.6), layout="constrained")
    axes = figure.subplots(1, 2, width_ratios=(7, 5))
    for ax, matrix, names in zip(axes, (emotions, moods), (EMOTIONS, MOODS), strict=True):
        _draw_confusion(ax, np.array(matrix), names)
    return _png(figure)


def draw_reliability(curves: dict[str, list[JSON]]) -> bytes:
    """Draw accuracy over confidence, one line for each kind of truth; a point is a bin of 1/15."""
    figure = Figure(figsize=(4.6, 4.2), layout="constrained")
    ax = figure.subplots()
    ax.plot([0, 1], [0, 1], color="grey", linestyle=":", label="as sure as right")
    for name, bins in curves.items():
        ax.plot(
            [b["confidence"] for b in bins], [b["accuracy"] for b in bins], marker="o", label=name
        )
    ax.set(xlabel="confidence", ylabel="share that is right", xlim=(0, 1), ylim=(0, 1))
    ax.legend()
    return _png(figure)


def draw_learning_curve(log: pd.DataFrame) -> bytes:
    """Draw loss and accuracy over the epochs of a run, from its log.csv."""
    figure = Figure(figsize=(10, 3.6), layout="constrained")
    loss, accuracy = figure.subplots(1, 2)
    for ax, ending in ((loss, "loss"), (accuracy, "accuracy")):
        for name in [name for name in log if name.endswith(ending)]:
            ax.plot(log["epoch"] + 1, log[name], label=spoken(name))
        ax.set(xlabel="epoch", ylabel=ending)
        ax.legend(fontsize="small")
    return _png(figure)


def draw_trade_off(networks: dict[str, JSON]) -> bytes:
    """Draw accuracy over each kind of cost; a point is a network, by either truth."""
    costs = {
        "parameters": "parameters",
        "flops": "FLOPs for one face",
        "milliseconds": "ms of CPU time for one face",
    }
    figure = Figure(figsize=(16, 4.6), layout="constrained")
    axes = figure.subplots(1, len(costs), sharey=True)
    for ax, (cost, name_of_cost) in zip(axes, costs.items(), strict=True):
        for head, truth in (("fer2013", "original labels"), ("ferplus", "FER+ plurality")):
            places = {
                name: (network[cost], network["accuracy"][head]["value"])
                for name, network in networks.items()
                if head in network["accuracy"]
            }
            _draw_named_points(ax, places, truth)
        ax.margins(x=0.5, y=0.1)
        ax.set(xlabel=name_of_cost, xscale="linear" if cost == "milliseconds" else "log")
    axes[0].set(ylabel="share that is right, PublicTest")
    axes[0].legend()
    return _png(figure)


def draw_mistakes(
    images: np.ndarray, probabilities: np.ndarray, mistakes: Sequence[np.ndarray]
) -> bytes:
    """Draw a row of faces for each of EMOTIONS, each with what the network said instead.

    Takes (n, 48, 48) uint8 faces, their (n, 7) probabilities and, for each emotion, the rows that
    were wrong.
    """
    columns = max(1, *map(len, mistakes))
    figure = Figure(figsize=(1.2 * columns + 0.6, 1.4 * len(EMOTIONS)), layout="constrained")
    grid = figure.subplots(len(EMOTIONS), columns, squeeze=False)
    for emotion, line, rows in zip(EMOTIONS, grid, mistakes, strict=True):
        line[0].set_ylabel(f"is {emotion}")
        for ax in line:
            ax.set(xticks=[], yticks=[], frame_on=False)
        for ax, row in zip(line, rows, strict=False):
            said = f"{EMOTIONS[probabilities[row].argmax()]} {100 * probabilities[row].max():.0f} %"
            ax.imshow(images[row], cmap="gray", vmin=0, vmax=255)
            ax.set_title(said, fontsize="small")
    return _png(figure)


def _draw_confusion(ax: Axes, matrix: np.ndarray, names: Sequence[str]) -> None:
    shares = matrix / matrix.sum(axis=1, keepdims=True).clip(1)
    ax.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    ax.set_xticks(range(len(names)), names, rotation=30)
    ax.set_yticks(range(len(names)), names)
    ax.set(xlabel="read", ylabel="true")
    for (row, column), count in np.ndenumerate(matrix):
        colour = "white" if shares[row, column] > 0.5 else "black"
        ax.text(column, row, str(count), ha="center", va="center", color=colour)


def _draw_named_points(ax: Axes, places: dict[str, tuple[float, float]], label: str) -> None:
    """Each name stands above or below its point, away from the other point at nearly its height."""
    ax.scatter(*np.reshape(list(places.values()), (-1, 2)).T, label=label)
    for name, place in places.items():
        others = [height for other, (_, height) in places.items() if other != name]
        nearest = min(others, key=lambda height: abs(height - place[1]), default=place[1])
        up = nearest < place[1]
        ax.annotate(
            name,
            place,
            (0, 6 if up else -6),
            textcoords="offset points",
            ha="center",
            va="bottom" if up else "top",
            fontsize=8,
        )


def _png(figure: Figure) -> bytes:
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=DOTS_PER_INCH)
    return stream.getvalue()
