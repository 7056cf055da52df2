"""Draw docs/architecture.svg: the rooms, which imports which, and the ways through them.

    python -m docs.draw_architecture

Rooms and arrows are read from the imports of the code, so the picture cannot say what is not so. A
step of a way that no import backs ends the command. `tests/test_imports.py` fails while the
picture that is kept differs from the one that would be drawn.
"""

import ast
import html
import sys
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "architecture.svg"
PACKAGES = ("mood_recommender", "training")

FOUNDATIONS = {"errors", "moods", "settings", "extensions"}
"""Rooms that nearly everything stands on; arrows to them would hide the others."""

DIVIDED = {"web"}
"""Rooms that are shown by their own rooms."""

WAYS = {
    "a photo": ("web.viewer", "web.site", "vision", "images"),
    "a photo, by program": ("web.api", "web.site", "vision", "images"),
    "movies for a mood": ("web.viewer", "recommenders", "catalog"),
    "a change": ("web.admin", "catalog", "curating"),
    "a network": (
        "training",
        "training.runs",
        "training.networks",
        "training.tasks",
        "training.faces",
    ),
}
"""Each way by the rooms that it goes through, from who asks to who answers."""

COLOURS = ("#1b6ca8", "#7a4fb5", "#2f855a", "#b7791f", "#c53030")

WIDTH, HEIGHT, GAP, FLOOR, MARGIN = 132, 40, 22, 96, 24
"""Of a room, between two rooms, from floor to floor, around the picture; in pixels."""

Graph = dict[str, set[str]]
"""What each room imports."""


def imports(file: Path) -> Iterator[str]:
    """Yield the full name of every module that `file` imports, wherever in it.

    Raises ValueError for a relative import: who reads the file is to see where it leads.
    """
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                raise ValueError(f"{file}: write the import out in full")
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def modules() -> list[Path]:
    """Return every Python file of the packages, in the order of their paths."""
    return [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]


def name_of(file: Path) -> str:
    """Return the dotted name of a file; of `__init__.py` that of its package."""
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def room_of(module: str) -> str:
    """Return the room of a dotted name: `vision`, `web.viewer`, `training.faces`, `training`.

    A command is in the room `training`; the factory that wires all rooms is in none ("").
    """
    package, *parts = module.split(".")
    if package == "training":
        is_room = parts and (ROOT / package / parts[0]).is_dir()
        return f"training.{parts[0]}" if is_room else "training"
    return ".".join(parts[: 2 if parts[:1] and parts[0] in DIVIDED else 1])


def rooms() -> Graph:
    """Return which rooms each room imports, itself left out."""
    graph: Graph = {}
    for file in modules():
        room = room_of(name_of(file))
        ours = [module for module in imports(file) if module.split(".")[0] in PACKAGES]
        graph.setdefault(room, set()).update(room_of(module) for module in ours)
    nowhere = {"", *DIVIDED}
    return {room: found - {room, *nowhere} for room, found in graph.items() if room not in nowhere}


def floors(graph: Graph) -> dict[str, int]:
    """Return each room's floor: one above the highest that it imports. Raises ValueError."""
    heights: dict[str, int] = {}

    def height(room: str, below: tuple[str, ...]) -> int:
        if room in below:
            raise ValueError(f"a circle of imports: {' -> '.join((*below, room))}")
        if room not in heights:
            above = [height(other, (*below, room)) + 1 for other in sorted(graph[room])]
            heights[room] = max(above, default=0)
        return heights[room]

    return {room: height(room, ()) for room in sorted(graph)}


def drawn(graph: Graph) -> Graph:
    """Leave out the foundations, and arrows that a longer way says already."""
    bare = {r: found - FOUNDATIONS for r, found in graph.items() if r not in FOUNDATIONS}
    return {room: found - _reached(bare, found) for room, found in bare.items()}


def _reached(graph: Graph, starts: Iterable[str]) -> set[str]:
    """Return what can be reached from `starts` in one step or more."""
    reached: set[str] = set()
    waiting = [other for start in starts for other in graph[start]]
    while waiting:
        room = waiting.pop()
        if room not in reached:
            reached.add(room)
            waiting += graph[room]
    return reached


def picture() -> str:
    """Return the picture as SVG. Raises ValueError for a way without an import, or a circle."""
    graph = rooms()
    for way, steps in WAYS.items():
        for one, other in pairwise(steps):
            if other not in graph.get(one, set()):
                raise ValueError(f"the way of {way}: {one} does not import {other}")
    arrows = drawn(graph)
    places = _places(arrows)
    right = max(x for x, _ in places.values()) + WIDTH + MARGIN
    bottom = max(y for _, y in places.values()) + HEIGHT + MARGIN
    legend = 22 * len(WAYS) + MARGIN
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {right} {bottom + legend}" '
            'font-family="sans-serif" font-size="14">',
            f'<rect width="{right}" height="{bottom + legend}" fill="white"/>',
            *(
                _arrow(places[room], places[other], "#c0c6cf", 1)
                for room in sorted(arrows)
                for other in sorted(arrows[room])
            ),
            *(line for index in range(len(WAYS)) for line in _way(index, places)),
            *(_room(room, place) for room, place in sorted(places.items())),
            *(_legend(index, bottom) for index in range(len(WAYS))),
            "</svg>\n",
        ]
    )


def _places(graph: Graph) -> dict[str, tuple[int, int]]:
    """Return the upper left corner of each room: floors from top to bottom, rows in the middle."""
    heights = floors(graph)
    rows = [[r for r in sorted(graph) if heights[r] == h] for h in range(max(heights.values()) + 1)]
    widest = max(len(row) for row in rows) * (WIDTH + GAP) - GAP
    places: dict[str, tuple[int, int]] = {}
    for height, row in enumerate(rows):
        row.sort(key=lambda room: (_middle(graph[room], places), room))
        left = MARGIN + (widest - len(row) * (WIDTH + GAP) + GAP) // 2
        top = MARGIN + (len(rows) - 1 - height) * FLOOR
        for index, room in enumerate(row):
            places[room] = (left + index * (WIDTH + GAP), top)
    return places


def _middle(below: set[str], places: dict[str, tuple[int, int]]) -> float:
    return sum(places[room][0] for room in below) / len(below) if below else 0.0


def _room(name: str, place: tuple[int, int]) -> str:
    x, y = place
    fill = "#f3effa" if name.startswith("training") else "#eef5fb"
    return (
        f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="6" fill="{fill}" '
        f'stroke="#4a5568"/><text x="{x + WIDTH // 2}" y="{y + 25}" text-anchor="middle">'
        f"{html.escape(name)}</text>"
    )


def _way(index: int, places: dict[str, tuple[int, int]]) -> list[str]:
    steps = list(WAYS.values())[index]
    aside = 9 * (index - len(WAYS) // 2)
    return [
        _arrow(places[one], places[other], COLOURS[index], 3, aside)
        for one, other in pairwise(steps)
    ]


def _arrow(
    start: tuple[int, int], end: tuple[int, int], colour: str, width: int, aside: int = 0
) -> str:
    """Draw a curve from the bottom of one room to the top of another."""
    x1, y1 = start[0] + WIDTH // 2 + aside, start[1] + HEIGHT
    x2, y2 = end[0] + WIDTH // 2 + aside, end[1] - 6
    bend = (y2 - y1) // 2
    return (
        f'<path d="M{x1} {y1} C{x1} {y1 + bend} {x2} {y2 - bend} {x2} {y2}" fill="none" '
        f'stroke="{colour}" stroke-width="{width}"/>'
        f'<path d="M{x2 - 4} {y2} h8 l-4 6 z" fill="{colour}"/>'
    )


def _legend(index: int, bottom: int) -> str:
    way, y = list(WAYS)[index], bottom + 22 * index + 14
    steps = " → ".join(WAYS[way])
    return (
        f'<path d="M{MARGIN} {y - 5} h28" stroke="{COLOURS[index]}" stroke-width="3"/>'
        f'<text x="{MARGIN + 38}" y="{y}">{html.escape(way)}: {html.escape(steps)}</text>'
    )


def main() -> None:
    """Write the picture, or end with the sentence that says what is wrong."""
    try:
        PICTURE.write_text(picture(), encoding="utf-8")
    except ValueError as error:
        sys.exit(f"Not drawn: {error}.")


if __name__ == "__main__":
    main()
