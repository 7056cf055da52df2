"""Pictures of why an exported network of the emotions says what it says."""

from pathlib import Path

import cv2
import keras
import numpy as np

from mood_recommender.errors import MoodRecommenderError
from mood_recommender.files import write_whole
from mood_recommender.images import decode_image
from mood_recommender.moods import EMOTIONS
from mood_recommender.vision.haar import HaarFaceDetector
from mood_recommender.vision.reading import NoFaceFound
from training.faces.fer2013 import load_faces
from training.figures.mistakes import surest_mistakes
from training.figures.overlays import overlay
from training.figures.plots import draw_mistakes
from training.networks.evidence import grad_cam, guided_backpropagation
from training.networks.predict import predict
from training.tasks.emotions import TASK, right_answers


class ExplainError(MoodRecommenderError):
    """There is nothing that could be explained."""

    title = "Nothing to explain"


def draw_photo(photo: Path, network: keras.Model, out: Path) -> None:
    """Write both pictures of the largest face. Raises what largest_face raises."""
    face = largest_face(photo)
    probabilities = predict(network, face[np.newaxis])[0]
    label = int(probabilities.argmax())
    print(f"{photo}: {EMOTIONS[label]}, {100 * probabilities.max():.0f} %")
    for method, evidence in (
        ("grad-cam", grad_cam(network, face, label)),
        ("guided-backpropagation", np.abs(guided_backpropagation(network, face, label))),
    ):
        picture = cv2.imencode(".png", overlay(face, evidence)[..., ::-1])[1]
        _draw(out / f"{photo.stem}-{EMOTIONS[label]}-{method}.png", picture.tobytes())


def draw_surest_mistakes(data: Path, network: keras.Model, out: Path) -> None:
    """Write a sheet of the surest mistakes on the public split.

    The truth is what most taggers saw, or the labels where nobody voted. Raises DataError.
    """
    faces = load_faces(data, "public")
    probabilities = predict(network, faces.images)
    truth = right_answers(faces, "fer2013" if faces.votes is None else "ferplus")
    mistakes = surest_mistakes(probabilities, truth)
    _draw(out / "mistakes.png", draw_mistakes(faces.images, probabilities, mistakes))


def largest_face(photo: Path) -> np.ndarray:
    """Return the largest face as the network sees it, (48, 48) uint8.

    Raises NoFaceFound, and what decode_image raises.
    """
    image = decode_image(photo.read_bytes())
    boxes = HaarFaceDetector().detect(image)
    if not boxes:
        raise NoFaceFound(f"No face was found in {photo}; choose one that looks at the camera.")
    return TASK.crop.cut(image, boxes[0])


def _draw(path: Path, picture: bytes) -> None:
    with write_whole(path) as part:
        part.write_bytes(picture)
    print(path)
