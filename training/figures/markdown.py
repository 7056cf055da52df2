"""Figures as Markdown: tables, percentages and their intervals."""

from collections.abc import Sequence

from training.figures.leaves import JSON


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table; every row has as many cells as the header."""
    return "\n".join(row(*cells) for cells in (header, ["---"] * len(header), *rows))


def row(*cells: str) -> str:
    """Return one line of a table."""
    return f"| {' | '.join(cells)} |"


def percent(share: float | None) -> str:
    """Return a share in [0, 1] in per cent with one decimal."""
    return "not measured" if share is None else f"{100 * share:.1f} %"


def with_interval(figure: JSON | None) -> str:
    """Return a share and its interval, `value` and `interval`, in per cent."""
    if figure is None:
        return "not measured"
    return f"{percent(figure['value'])} ({span(figure['interval'])})"


def span(interval: Sequence[float] | None) -> str:
    """Return an interval in hundredths, nothing for none."""
    return "" if interval is None else " to ".join(map(hundredfold, interval))


def hundredfold(value: float) -> str:
    """Return a share in hundredths with one decimal."""
    return f"{round(100 * value, 1) + 0:.1f}"  # + 0 turns -0.0 into 0.0
