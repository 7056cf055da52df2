"""The page that compares networks: the template filled with their costs and accuracies."""

from pathlib import Path
from string import Template

from training.figures.leaves import JSON
from training.figures.markdown import row, with_interval

TEMPLATE = Path(__file__).parents[1] / "networks.md"

TRUTHS = ("fer2013", "ferplus")
"""The heads whose accuracy the page shows, in the order of its columns."""


def render(figures: JSON, pictures: str) -> str:
    """Return the page, in Markdown; `pictures` is the folder of figures and picture beside it."""
    networks, dense = figures["networks"], figures["dense"]
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        pictures=pictures,
        n=f"{figures['n']:,}",
        processor=figures["processor"],
        onnxruntime=figures["onnxruntime"],
        rounds=f"{figures['rounds']:,}",
        rounds_of_batches=figures["rounds_of_batches"],
        batch=figures["batch"],
        networks="\n".join(_figures_row(name, network) for name, network in networks.items()),
        dense=dense["name"],
        dense_parameters=f"{dense['parameters']:,}",
        dense_multiply_adds=_millions(dense["multiply_adds"]),
        reductions="\n".join(
            _reduction_row(name, network, dense)
            for name, network in networks.items()
            if name != dense["name"]
        ),
    )


def _figures_row(name: str, network: JSON) -> str:
    return row(
        f"`{name}`",
        f"{network['parameters']:,}",
        _millions(network["multiply_adds"]),
        _millions(network["flops"]),
        f"{network['milliseconds']:.2f}",
        f"{network['milliseconds_in_batches']:.2f}",
        *(with_interval(network["accuracy"].get(head)) for head in TRUTHS),
        _training(network),
    )


def _reduction_row(name: str, network: JSON, dense: JSON) -> str:
    factors = [dense[cost] / network[cost] for cost in ("parameters", "multiply_adds")]
    return row(f"`{name}`", *(f"{factor:.1f} times" for factor in factors))


def _training(network: JSON) -> str:
    parts = ["not known" if network["epochs"] is None else f"{network['epochs']}"]
    if network["taught"]:
        parts.append("taught")
    if network["started_from_weights"]:
        parts.append("from trained weights")
    return ", ".join(parts)


def _millions(count: int) -> str:
    return f"{count / 1e6:.1f}"
