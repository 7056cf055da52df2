"""Whether readings stay the same under threads and memory stays the same over time. Linux only.

    python -m benchmarks.steady

Eight threads read one photo 500 times each, and all answers must be equal to the last bit. Then
resident memory after 500 and after 5,000 further readings, of photos of several sizes with and
without a face and of files that cannot be read. Prints one line of JSON.
"""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path

from benchmarks.photos import fixed_photos
from mood_recommender.errors import MoodRecommenderError
from mood_recommender.images import decode_image
from mood_recommender.settings import ROOT
from mood_recommender.vision.detectors import face_detector
from mood_recommender.vision.reader import FaceReader

THREADS, READINGS_PER_THREAD = 8, 500
EARLY, LATE = 500, 5000

reader = FaceReader(face_detector("haar"), ROOT / "weights" / "emotions.onnx")


def answer(photo: bytes) -> bytes:
    """Read a photo; return every box and probability as bytes, or the error."""
    try:
        faces = reader.read(decode_image(photo)).faces
    except MoodRecommenderError as error:
        return str(error).encode()
    return b"".join(
        str(face.box).encode() + face.emotions.probabilities.tobytes() for face in faces
    )


def different_answers(photo: bytes) -> int:
    """Read one photo in all threads; return how many different answers there were."""
    with ThreadPoolExecutor(THREADS) as pool:
        return len(set(pool.map(answer, [photo] * (THREADS * READINGS_PER_THREAD))))


def resident_megabytes() -> float:
    """Return the resident memory of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return round(pages * os.sysconf("SC_PAGESIZE") / 2**20, 1)


def main() -> None:
    """Measure both and print them."""
    photos = list(fixed_photos().values())
    figures: dict[str, float] = {"different_answers": different_answers(photos[0])}
    mixed = cycle([*photos, photos[0][:20_000], b"no photo"])
    for readings in (EARLY, LATE):
        for photo in islice(mixed, readings - (EARLY if readings == LATE else 0)):
            answer(photo)
        figures[f"megabytes_after_{readings}"] = resident_megabytes()
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
