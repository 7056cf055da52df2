"""Movies and mood lists from a CSV file: first a preview, then all of it or nothing.

What the file says of a movie replaces what the catalog has; what it has no column for stays, and
so do the lists of a movie whose cell `lists` is empty. Movies that the file does not name stay as
they are. The file is read a batch of rows at a time, so that memory does not grow with it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mood_recommender.catalog.batches import in_batches
from mood_recommender.catalog.comparing import Comparison, RowChange
from mood_recommender.catalog.csv_text import WESTERN, CsvTable, open_csv
from mood_recommender.catalog.import_rows import ListName, read_rows
from mood_recommender.catalog.import_writers import write_lists, write_movies
from mood_recommender.curating.bulk import begin_bulk
from mood_recommender.curating.models import Curator
from mood_recommender.curating.transactions import ChangedMeanwhile, transaction
from mood_recommender.errors import MoodRecommenderError, Sentence
from mood_recommender.errors import Sentence as _

SHOWN = 200
"""Changes, and rows with problems, that a preview keeps; the others are only counted."""

Tick = Callable[[int], object]
"""Is told how many rows are done since it was told last."""


class ImportRefused(MoodRecommenderError):
    """A row of the file has a problem, so none is imported."""

    title = _("Import refused")


@dataclass
class ImportCounts:
    """How many films an import adds, updates and leaves as they are, and the rows it skips.

    Skipped are rows that say what an earlier row said, and those that are no films.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0

    def __str__(self) -> str:
        return self.told()

    def told(self) -> Sentence:
        """Return the counts in words."""
        return _(
            "%(added)d added, %(updated)d updated, %(unchanged)d unchanged, %(skipped)d skipped",
            **vars(self),
        )

    def count(self, changes: Sequence[RowChange]) -> None:
        """Add a batch; rows with problems are left out."""
        actions = [change.action for change in changes]
        self.added += actions.count("add")
        self.updated += actions.count("update")
        self.unchanged += actions.count("unchanged")


@dataclass
class ImportPreview:
    """What importing a file would do.

    `changes` and `bad_rows` have the first SHOWN rows that change something, or cannot be
    imported; `bad_count` counts all of the latter. `service` names the other service that the file
    comes from, empty for our own; `unread` the columns that are not read; `guessed` tells that its
    letters are taken for Western European ones, because they are not UTF-8.
    """

    service: str
    unread: Sequence[str]
    guessed: bool
    counts: ImportCounts = field(default_factory=ImportCounts)
    changes: list[RowChange] = field(default_factory=list)
    bad_rows: list[RowChange] = field(default_factory=list)
    bad_count: int = 0

    @property
    def rows(self) -> int:
        """How many rows the file has."""
        counts = self.counts
        done = counts.added + counts.updated + counts.unchanged + counts.skipped
        return self.bad_count + done

    def take(self, changes: Sequence[RowChange]) -> None:
        """Add a batch of rows."""
        bad = [change for change in changes if change.problems]
        changing = [change for change in changes if change.action in ("add", "update")]
        self.bad_count += len(bad)
        self.bad_rows += bad[: SHOWN - len(self.bad_rows)]
        self.changes += changing[: SHOWN - len(self.changes)]


def preview_file(path: Path, tick: Tick = int) -> ImportPreview:
    """Read a CSV file and compare it with the catalog; nothing is written.

    Raises UnreadableCsv when the file is no CSV or names no columns; a row that cannot be imported
    has its problems in the preview.
    """
    table = open_csv(path)
    header = table.header
    preview = ImportPreview(header.source.name, header.unread, table.encoding == WESTERN)
    for changes in _batches(table, preview.counts, tick):
        preview.take(changes)
    return preview


def import_file(
    path: Path, curator: Curator | None = None, name: str = "", tick: Tick = int
) -> ImportCounts:
    """Write what a CSV file says, in one transaction and as one change of the history.

    `name` is the file's in the history, where its path has another. Raises UnreadableCsv,
    ImportRefused when a row has a problem, and ChangedMeanwhile when somebody else was faster.
    """
    table, counts, name = open_csv(path), ImportCounts(), name or path.name
    wanted: dict[int, dict[ListName, int | None]] = {}
    with transaction(ChangedMeanwhile(_("The catalog changed meanwhile; import the file again."))):
        bulk = begin_bulk(curator, "add", "imports", name)
        for changes in _batches(table, counts, tick):
            _refuse_problems(changes)
            movies = write_movies([(change.movie, change.after) for change in changes], bulk)
            for movie, change in zip(movies, changes, strict=True):
                if change.row.lists is not None:
                    wanted[movie.id] = dict(change.row.lists)
        write_lists(wanted, bulk)
        bulk.close(None, {"file": name, "added": counts.added, "updated": counts.updated})
    return counts


def _batches(table: CsvTable, counts: ImportCounts, tick: Tick) -> Iterator[list[RowChange]]:
    """Yield what the rows would change, in batches, and count them."""
    comparison = Comparison()
    for rows in in_batches(read_rows(table)):
        changes = comparison.compare([row for row in rows if row])
        counts.skipped += len(rows) - len(changes)
        counts.count(changes)
        yield changes
        tick(len(rows))


def _refuse_problems(changes: Sequence[RowChange]) -> None:
    bad = next((change for change in changes if change.problems), None)
    if bad:
        raise ImportRefused(
            _(
                "Nothing was imported; line %(line)d has to be put right: %(problem)s",
                line=bad.row.line,
                problem=next(iter(bad.problems.values())),
            )
        )
