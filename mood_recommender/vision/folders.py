"""Many photos at once: folders are walked, photos read on all cores, results given in order.

Memory does not grow with the number of photos: only a few are on their way at any time.
"""

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from mood_recommender.errors import MoodRecommenderError
from mood_recommender.images import MAX_BYTES, UnreadableImage, opened
from mood_recommender.vision.reader import FaceReader
from mood_recommender.vision.reading import PhotoReading

FEW = 200
"""Fewer photos than this are read in this process: others take about two seconds to start."""
AHEAD = 4
"""Photos on their way for each worker: enough that none waits for the next."""


@dataclass(frozen=True)
class PhotoResult:
    """What came of one photo: its reading, or the error that kept it from being read."""

    path: Path
    reading: PhotoReading | None = None
    error: str = ""
    """The name of the error's class, or nothing."""
    detail: str = ""
    """The error in a sentence, or nothing."""

    def as_dict(self) -> dict[str, Any]:
        """Return plain Python, ready for JSON: path and reading, or path, error and detail."""
        if self.reading is None:
            return {"path": str(self.path), "error": self.error, "detail": self.detail}
        return {"path": str(self.path), **self.reading.as_dict()}


def walk(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files of `paths`, folders walked by name; links to folders are not followed below.

    What cannot be listed or is no file is yielded too, so that its reading can say so.
    """
    for path in paths:
        if os.path.isdir(path):  # unlike Path.is_dir, answers where it may not look
            yield from _files_below(path)
        else:
            yield path


def _files_below(folder: Path) -> Iterator[Path]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        yield folder
        return
    for name in names:
        path = folder / name
        if os.path.isdir(path) and not os.path.islink(path):
            yield from _files_below(path)
        else:
            yield path


def read_files(paths: Iterable[Path], reader: FaceReader, workers: int) -> Iterator[PhotoResult]:
    """Read the photos of `paths`, which may be folders, on `workers` processes, at least 1.

    Yields one result for each file in the order of `walk`; a photo that cannot be read has its
    error in its result and stops nobody.
    """
    files = walk(paths)
    few = list(islice(files, FEW))
    if workers == 1 or len(few) < FEW:
        yield from (_read(path, reader) for path in chain(few, files))
        return
    with ProcessPoolExecutor(workers, _context(), _start_worker, (reader,)) as pool:
        yield from _in_order(pool, chain(few, files), AHEAD * workers)


def _context() -> multiprocessing.context.ForkServerContext:
    """Fork from a fresh process, as to fork beside running threads may hang; import once there."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def _in_order(
    pool: ProcessPoolExecutor, files: Iterator[Path], ahead: int
) -> Iterator[PhotoResult]:
    waiting: deque[Future[PhotoResult]] = deque()
    for path in islice(files, ahead):
        waiting.append(pool.submit(_read_in_worker, path))
    while waiting:
        result = waiting.popleft().result()
        for path in islice(files, 1):
            waiting.append(pool.submit(_read_in_worker, path))
        yield result


def _read(path: Path, reader: FaceReader) -> PhotoResult:
    try:
        with opened(_read_bytes(path)) as photo:
            return PhotoResult(path, reader.read(photo.pixels).enlarged(photo.size))
    except (MoodRecommenderError, OSError) as error:
        detail = error.strerror if isinstance(error, OSError) else str(error)
        return PhotoResult(path, error=type(error).__name__, detail=str(detail))


def _read_bytes(path: Path) -> bytes:
    """Return the bytes of a photo, of a larger file so many that it is refused as too large."""
    if path.is_fifo():
        raise UnreadableImage("This is a pipe, which may never end; please choose a file.")
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


_reader: FaceReader
"""The one reader of a worker process, which loads its own as it is sent one."""


def _start_worker(reader: FaceReader) -> None:
    global _reader
    _reader = reader


def _read_in_worker(path: Path) -> PhotoResult:
    return _read(path, _reader)
