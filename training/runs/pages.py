"""A page and the folder of its name beside it, which holds its figures and pictures."""

from collections.abc import Mapping
from pathlib import Path

from mood_recommender.errors import MoodRecommenderError
from mood_recommender.files import write_whole


class PageExists(MoodRecommenderError):
    """A page, or what belongs to one, is there already."""

    title = "Nothing is overwritten"


def require_new_page(page: Path, replace: bool) -> None:
    """Raise PageExists where there is a page or its folder, unless they are to be replaced."""
    for path in (page, page.with_suffix("")):
        if path.exists() and not replace:
            raise PageExists(f"{path} exists; name another --out, or give --replace.")


def write_page(page: Path, text: str, files: Mapping[str, bytes]) -> None:
    """Write the files of a page by name, then the page; other files stay."""
    folder = page.with_suffix("")
    for name, content in files.items():
        with write_whole(folder / name) as part:
            part.write_bytes(content)
    with write_whole(page) as part:
        part.write_text(text, encoding="utf-8")
