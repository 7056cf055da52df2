"""How quickly a photo that cannot be read is refused, and what that leaves in memory. Linux only.

    python -m benchmarks.bad_input

Each file is refused 1,000 times. Prints the error, the median wall milliseconds of one refusal and
by how many megabytes resident memory grew over the last 900.
"""

import struct
import time
import zlib
from statistics import median

import cv2
import numpy as np

from benchmarks.photos import fixed_photos
from benchmarks.steady import resident_megabytes
from mood_recommender.errors import MoodRecommenderError
from mood_recommender.images import decode_image

WARM_UP, REFUSALS = 100, 1000


def claimed_png(width: int, height: int) -> bytes:
    """Return a PNG that claims a size and holds next to nothing."""
    chunks = (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", b"x")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def bad_files() -> dict[str, bytes]:
    """Return what should be refused, by name."""
    photo = fixed_photos()["640 x 480, one face"]
    narrow = cv2.imencode(".png", np.zeros((400, 1, 3), np.uint8))[1].tobytes()
    return {
        "empty": b"",
        "a text file": b"This is not a photo.\n" * 100,
        "a JPEG cut in half": photo[: len(photo) // 2],
        "a PNG that claims 30,000 x 30,000": claimed_png(30_000, 30_000),
        "1 pixel wide": narrow,
        "11 MB": photo + bytes(11 * 2**20 - len(photo)),
    }


def refuse(data: bytes) -> tuple[str, float]:
    """Return the name of the error and the milliseconds until it came."""
    start = time.perf_counter()
    try:
        decode_image(data)
    except MoodRecommenderError as error:
        return type(error).__name__, 1000 * (time.perf_counter() - start)
    raise AssertionError("this file should have been refused")


def main() -> None:
    """Measure each file and print a table."""
    print("| file | error | ms | MB grown |\n|---|---|---|---|")
    for name, data in bad_files().items():
        for _ in range(WARM_UP):
            refuse(data)
        before = resident_megabytes()
        refusals = [refuse(data) for _ in range(REFUSALS - WARM_UP)]
        grown = resident_megabytes() - before
        milliseconds = median(taken for _, taken in refusals)
        print(f"| {name} | {refusals[0][0]} | {milliseconds:.2f} | {grown:.1f} |")


if __name__ == "__main__":
    main()
