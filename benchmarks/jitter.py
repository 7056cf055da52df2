"""How often the mood of a face becomes another when the box around it moves, and what steadies it.

    python -m benchmarks.jitter PHOTOS

PHOTOS is a folder of portraits. The box that the detector finds is moved and scaled by up to 8 % of
its side, five times a face, and each way of reading answers for every box: the crop alone, the crop
and its mirror image, and what `vision.emotions` does: both for five boxes about the given one.
Prints the share of moods that differ from those of the unmoved box, and CPU milliseconds a face.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from mood_recommender.images import decode_image
from mood_recommender.moods import mood_probabilities
from mood_recommender.settings import ROOT
from mood_recommender.vision.boxes import Box
from mood_recommender.vision.detectors import face_detector
from mood_recommender.vision.emotions import EmotionReader
from mood_recommender.vision.networks import Network

REACH = 0.08
MOVES = 5

Read = Callable[[np.ndarray, Box], np.ndarray]
"""Takes an image and a box; returns the seven probabilities."""


def moved(box: Box, reach: float, random: np.random.Generator) -> Box:
    """Move and scale a square box by up to `reach` of its side."""
    across, down, larger = random.uniform(-reach, reach, 3) * box.width
    left, top = max(box.left + across, 0), max(box.top + down, 0)
    side = box.width + larger
    return Box(round(left), round(top), round(left + side), round(top + side))


def ways(reader: EmotionReader) -> dict[str, Read]:
    """Return the ways of reading a face by name."""

    def alone(image: np.ndarray, box: Box) -> np.ndarray:
        return reader.classify(reader.crop.cut(image, box)[np.newaxis])[0]

    def mirrored(image: np.ndarray, box: Box) -> np.ndarray:
        crop = reader.crop.cut(image, box)
        return reader.classify(np.stack([crop, crop[:, ::-1]])).mean(axis=0)

    def steady(image: np.ndarray, box: Box) -> np.ndarray:
        return reader.read(image, [box])[0].probabilities

    return {
        "the crop": alone,
        "and its mirror image": mirrored,
        "and those of four boxes about it": steady,
    }


def measure(read: Read, faces: list[tuple[np.ndarray, Box]]) -> tuple[float, float]:
    """Return the share of other moods in %, and CPU milliseconds a reading."""
    random = np.random.default_rng(1)
    start, other = time.process_time(), 0
    for image, box in faces:
        boxes = [box, *(moved(box, REACH, random) for _ in range(MOVES))]
        emotions = np.stack([read(image, each) for each in boxes])
        moods = mood_probabilities(emotions).argmax(axis=1)
        other += int((moods[1:] != moods[0]).sum())
    milliseconds = 1000 * (time.process_time() - start) / (len(faces) * (MOVES + 1))
    return 100 * other / (len(faces) * MOVES), milliseconds


def main() -> None:
    """Measure each way and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("photos", type=Path, help="folder of portraits")
    parser.add_argument("--weights", type=Path, default=ROOT / "weights" / "emotions.onnx")
    options = parser.parse_args()
    detector = face_detector("haar")
    images = [decode_image(file.read_bytes()) for file in sorted(options.photos.glob("*.jpg"))]
    faces = [(image, boxes[0]) for image in images if (boxes := detector.detect(image))]
    print("| what is read | other moods % | CPU ms |\n|---|---|---|")
    for name, read in ways(EmotionReader(Network(options.weights))).items():
        share, milliseconds = measure(read, faces)
        print(f"| {name} | {share:.1f} | {milliseconds:.2f} |")


if __name__ == "__main__":
    main()
