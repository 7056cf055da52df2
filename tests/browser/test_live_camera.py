import re
from itertools import cycle
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from mood_recommender.catalog.models import MoodEntry
from mood_recommender.extensions import db
from mood_recommender.moods import EMOTIONS, MOODS

READINGS = re.compile("/api/v1/readings")
MOVIES = re.compile("/api/v1/movies")


@pytest.fixture
def live(page: Page) -> Page:
    page.goto("/")
    page.get_by_role("button", name="Start live").click()
    expect(page.get_by_role("heading", name="You look happy.")).to_be_visible(timeout=15_000)
    return page


def next_reading(page: Page) -> None:
    with page.expect_response(READINGS):
        pass


def camera_tracks(page: Page) -> list[str]:
    return page.evaluate(
        "(document.getElementById('live-view').srcObject?.getTracks() ?? [])"
        ".map((track) => track.readyState)"
    )


def hide(page: Page, hidden: bool) -> None:
    """Headless tabs are never hidden, so the page is told that it is."""
    page.evaluate(
        """(hidden) => {
            Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def test_live_shows_box_bars_and_movies(live):
    expect(live.locator("#boxes rect.box-chosen")).to_have_count(1)
    expect(live.locator(".movie")).to_have_count(10)
    assert int(live.locator('[data-bar="mood-happy"]').inner_text().strip("%")) > 50


def test_box_of_the_live_camera_lies_on_the_mirrored_face(live):
    view = live.locator("#live-view").bounding_box()
    box = live.locator("#boxes rect").bounding_box()
    middle = (box["x"] + box["width"] / 2 - view["x"]) / view["width"]
    assert 0.4 < middle < 0.65


def test_readings_go_on_and_never_overlap(live):
    running, most = set(), 0

    def began(request):
        nonlocal most
        if READINGS.search(request.url):
            running.add(request)
            most = max(most, len(running))

    live.on("request", began)
    live.on("requestfinished", lambda request: running.discard(request))  # takes no builtin
    for _ in range(4):
        next_reading(live)
    assert most == 1


def test_movies_stay_while_the_mood_stays(live):
    expect(live.locator(".movie")).to_have_count(10)
    asked: list[str] = []
    live.on("request", lambda request: asked.append(request.url))
    for _ in range(4):
        next_reading(live)
    assert not [url for url in asked if "/movies" in url]


def reading(mood: str) -> dict[str, Any]:
    """A reading of one face that is sure of its mood."""
    emotions = {emotion: float(emotion == mood) for emotion in EMOTIONS}
    moods = {each: float(each == mood) for each in MOODS}
    box = {"left": 200, "top": 100, "right": 400, "bottom": 300}
    sure = {"mood": mood, "confidence": 1.0, "certain": True}
    face = {"box": box, "emotions": emotions, "moods": moods, **sure}
    return {"image": {"width": 640, "height": 480}, "faces": [face]}


def test_movies_follow_only_a_mood_that_has_settled(live):
    expect(live.locator(".movie")).to_have_count(10)
    flickering = cycle(["sad", "happy"])
    live.route(READINGS, lambda route: route.fulfill(json=reading(next(flickering))))
    for _ in range(8):
        next_reading(live)
    expect(live.get_by_role("heading", name="Movies for a happy mood")).to_be_visible(
        timeout=15_000
    )
    live.route(READINGS, lambda route: route.fulfill(json=reading("sad")))
    expect(live.get_by_role("heading", name="Movies to lift a sad mood")).to_be_visible(
        timeout=15_000
    )
    expect(live.get_by_role("heading", name="You look a little sad.")).to_be_visible()
    expect(live.get_by_role("status")).to_have_text("You look a little sad.")


def test_movies_follow_when_the_server_answers_again(live):
    expect(live.locator(".movie")).to_have_count(10)
    live.route(MOVIES, lambda route: route.fulfill(status=500, body="broken"))
    live.route(READINGS, lambda route: route.fulfill(json=reading("sad")))
    expect(live.get_by_role("alert")).to_contain_text(
        "The server could not answer.", timeout=15_000
    )
    live.unroute(MOVIES)
    expect(live.get_by_role("heading", name="Movies to lift a sad mood")).to_be_visible(
        timeout=15_000
    )
    expect(live.get_by_role("alert")).to_be_hidden()


def test_empty_list_is_asked_for_once(live_app, live):
    with live_app.app_context():
        db.session.execute(db.delete(MoodEntry).where(MoodEntry.mood == "sad"))
        db.session.commit()
    expect(live.locator(".movie")).to_have_count(10)
    asked: list[str] = []
    live.on("request", lambda request: asked.append(request.url))
    live.route(READINGS, lambda route: route.fulfill(json=reading("sad")))
    expect(live.get_by_role("alert")).to_contain_text("has no movies yet", timeout=15_000)
    for _ in range(5):
        next_reading(live)
    expect(live.get_by_role("alert")).to_contain_text("has no movies yet")
    assert len([url for url in asked if MOVIES.search(url)]) == 1


def test_bars_are_the_mean_of_the_last_readings(live):
    live.route(READINGS, lambda route: route.fulfill(json=reading("sad")))
    next_reading(live)
    bar = live.locator('[data-bar="mood-sad"]')
    expect(bar).to_have_text(re.compile("^(20|25|33|40|50|60)%$"))
    expect(bar).to_have_text("100%")


def test_stopping_turns_the_camera_off_and_keeps_the_reading(live):
    live.locator("#live-stop").click()
    assert camera_tracks(live) == []
    expect(live.get_by_role("img", name="The photo that was read")).to_be_visible()
    expect(live.get_by_role("heading", name="You look happy.")).to_be_visible()


def test_stopping_before_the_camera_is_allowed_leaves_it_off(page):
    page.add_init_script(
        """const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = async (wish) => {
            await new Promise((done) => setTimeout(done, 500));
            window.stream = await ask(wish);
            return window.stream;
        };"""
    )
    page.goto("/")
    page.get_by_role("button", name="Start live").click()
    page.locator("#live").click()
    page.wait_for_function("() => window.stream && !window.stream.active")
    expect(page.locator("#live")).to_have_text("Start live")


def test_hidden_page_turns_the_camera_off_and_goes_on_when_seen(live):
    hide(live, True)
    expect(live.get_by_role("alert")).to_contain_text("paused while this page is hidden")
    assert camera_tracks(live) == []
    hide(live, False)
    next_reading(live)
    expect(live.get_by_role("alert")).to_be_hidden()


def test_lost_server_is_explained_and_found_again(live):
    live.context.set_offline(True)
    expect(live.get_by_role("alert")).to_contain_text("The server cannot be reached.")
    live.context.set_offline(False)
    next_reading(live)
    expect(live.get_by_role("alert")).to_be_hidden()


def test_failing_server_is_explained_and_found_again(live):
    live.route(READINGS, lambda route: route.fulfill(status=500, body="broken"))
    expect(live.get_by_role("alert")).to_contain_text("The server could not answer.")
    live.unroute(READINGS)
    expect(live.get_by_role("alert")).to_be_hidden(timeout=10_000)


def test_slow_connection_is_explained_and_waited_for(live):
    live.route(READINGS, lambda route: None)  # no answer comes
    expect(live.get_by_role("alert")).to_contain_text("The connection is slow.")
    live.unroute(READINGS)  # lets those that wait go on
    expect(live.get_by_role("alert")).to_be_hidden()


def test_unplugged_camera_is_taken_up_again(live):
    live.evaluate("document.getElementById('live-view').srcObject.getTracks()[0].stop()")
    next_reading(live)
    next_reading(live)
    assert camera_tracks(live) == ["live"]


def test_face_that_leaves_is_missed(live):
    no_face = {"image": {"width": 640, "height": 480}, "faces": []}
    live.route(READINGS, lambda route: route.fulfill(json=no_face))
    expect(live.locator("#status")).to_contain_text("No face is in view.")
    expect(live.locator("#boxes rect")).to_have_count(0)
    expect(live.get_by_role("heading", name="Looking for your face")).to_be_visible()
    expect(live.get_by_text("You look happy.")).to_have_count(0)
    expect(live.locator("#reading .bars").first).to_be_hidden()
    expect(live.locator("#live-view")).to_be_visible()
    live.unroute(READINGS)
    expect(live.locator("#status")).not_to_contain_text("No face is in view.")
    expect(live.get_by_role("heading", name="You look happy.")).to_be_visible()


def test_camera_is_shown_before_a_face_is_found(page):
    no_face = {"image": {"width": 640, "height": 480}, "faces": []}
    page.route(READINGS, lambda route: route.fulfill(json=no_face))
    page.goto("/")
    page.get_by_role("button", name="Start live").click()
    expect(page.locator("#live-view")).to_be_visible(timeout=15_000)
    expect(page.locator("#live-view")).to_be_in_viewport()
    expect(page.get_by_role("heading", name="Looking for your face")).to_be_focused()
    page.locator("#live-stop").click()
    expect(page.locator("#reading")).to_be_hidden()


def test_box_does_not_wait_frozen_for_a_lost_server(live):
    live.context.set_offline(True)
    expect(live.get_by_role("heading", name="Live is waiting")).to_be_visible()
    expect(live.locator("#boxes rect")).to_have_count(0)


def test_mood_that_is_corrected_ends_live(live):
    expect(live.locator(".movie")).to_have_count(10)
    live.get_by_text("That's not my mood").click()
    live.locator(".not-mine").get_by_role("button", name="Angry").click()
    expect(live.get_by_role("heading", name="You chose: angry.")).to_be_visible()
    assert camera_tracks(live) == []


def test_snapshot_takes_over_from_live(live):
    live.get_by_role("button", name="Take snapshot").click()
    expect(live.get_by_role("img", name="The photo that was read")).to_be_visible(timeout=15_000)
    assert camera_tracks(live) == []


def test_refused_camera_ends_live(browser_without_camera, live_server):
    page = browser_without_camera.new_context(base_url=live_server).new_page()
    page.goto("/")
    page.get_by_role("button", name="Start live").click()
    expect(page.get_by_role("alert")).to_contain_text("No camera was found.")
    expect(page.locator("#live")).to_have_text("Start live")
