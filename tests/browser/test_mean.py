import json
from pathlib import Path

from playwright.sync_api import Page

MEANS = json.loads((Path(__file__).parents[1] / "means.json").read_text())
"""What mood_recommender.vision.reading is held to, too."""

MEAN_FACES = """async (cases) => {
  const { meanFace } = await import("/static/js/face/mean.js");
  return cases.map(({ faces }) => meanFace(faces));
}"""


def test_the_browser_takes_the_mean_of_faces_as_the_server_does(page: Page) -> None:
    page.goto("/")
    means = page.evaluate(MEAN_FACES, MEANS)
    assert [rounded(mean) for mean in means] == [case["mean"] for case in MEANS]


def rounded(mean: dict) -> dict:
    probabilities = {
        kind: {name: round(value, 4) for name, value in mean[kind].items()}
        for kind in ("emotions", "moods")
    }
    return mean | probabilities | {"confidence": round(mean["confidence"], 4)}
