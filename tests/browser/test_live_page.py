from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from mood_recommender.catalog.models import MoodEntry
from mood_recommender.extensions import db
from tests.browser.conftest import FAKE_CAMERA, launch

FAKE_DEVICE = FAKE_CAMERA[1]


@pytest.fixture(scope="module")
def refusing_browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium that has a camera and refuses every page that asks for it."""
    running = launch(playwright, FAKE_DEVICE, "--use-fake-ui-for-media-stream=deny")
    yield running
    running.close()


@pytest.fixture(scope="module")
def http_browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium that finds our server under a name, so that plain http is not secure."""
    running = launch(playwright, *FAKE_CAMERA, "--host-resolver-rules=MAP mood.test 127.0.0.1")
    yield running
    running.close()


@pytest.fixture
def photo(tmp_path: Path, astronaut_jpeg: bytes) -> Path:
    file = tmp_path / "astronaut.jpg"
    file.write_bytes(astronaut_jpeg)
    return file


@pytest.fixture
def start(page: Page) -> Page:
    page.goto("/")
    return page


def snapshot(page: Page) -> None:
    page.get_by_role("button", name="Take snapshot").click()
    page.locator("#preview").wait_for()
    page.get_by_role("button", name="Take snapshot").click()


def shown(page: Page) -> list[str]:
    return page.locator(".movie").evaluate_all("cards => cards.map((card) => card.dataset.movie)")


def movies(page: Page) -> list[str]:
    expect(page.locator(".movie").first).to_be_visible()
    return shown(page)


def press(page: Page, name: str) -> list[str]:
    """Press a button and return the movies that it brings."""
    before = shown(page)
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_function(
        "before => [...document.querySelectorAll('.movie')]"
        ".map((card) => card.dataset.movie).join() !== before",
        arg=",".join(before),
    )
    return shown(page)


def camera_is_on(page: Page) -> bool:
    return page.evaluate("document.getElementById('preview').srcObject !== null")


def open_elsewhere(browser: Browser, address: str) -> Page:
    page = browser.new_context(locale="en-GB").new_page()
    page.goto(address)
    page.get_by_role("button", name="Take snapshot").click()
    return page


def test_snapshot_shows_box_bars_mood_and_ten_movies(start):
    snapshot(start)
    expect(start.get_by_role("heading", name="You look happy.")).to_be_visible()
    expect(start.locator("#boxes rect.box")).to_have_count(1)
    assert int(start.locator('[data-bar="mood-happy"]').inner_text().strip("%")) > 50
    assert len(set(movies(start))) == 10


def test_one_click_is_enough_for_a_snapshot(start):
    start.get_by_role("button", name="Take snapshot").click()
    expect(start.get_by_role("heading", name="You look happy.")).to_be_visible(timeout=15_000)


def test_box_lies_on_the_face(start):
    snapshot(start)
    start.locator("#boxes rect").wait_for()
    photo = start.locator("#read-photo").bounding_box()
    box = start.locator("#boxes rect").bounding_box()
    middle = (box["x"] + box["width"] / 2 - photo["x"]) / photo["width"]
    assert 0.35 < middle < 0.6  # the face of the film, unmirrored


def test_camera_is_asked_for_on_a_click_only(start):
    assert not camera_is_on(start)
    start.get_by_role("button", name="Take snapshot").click()
    start.locator("#preview").wait_for()
    assert camera_is_on(start)


def test_camera_is_off_after_the_snapshot(start):
    snapshot(start)
    movies(start)
    assert not camera_is_on(start)


def test_camera_can_be_turned_off_before_the_snapshot(start):
    start.get_by_role("button", name="Take snapshot").click()
    start.get_by_role("button", name="Turn camera off").click()
    assert not camera_is_on(start)
    expect(start.locator("#reading")).to_be_hidden()


def test_focus_goes_to_the_snapshot_button_when_the_camera_is_turned_off(start):
    start.get_by_role("button", name="Take snapshot").click()
    start.get_by_role("button", name="Turn camera off").click()
    expect(start.get_by_role("button", name="Take snapshot")).to_be_focused()


def test_surprise_brings_ten_movies(start):
    assert len(press(start, "Surprise me")) == 10


def test_others_do_not_repeat(start):
    first = press(start, "Happy")
    assert not set(first) & set(press(start, "Show me others"))


def test_used_up_list_says_so_and_starts_again(start):
    dealt = press(start, "Angry")
    while more := press(start, "Show me others"):
        dealt += more
    assert len(dealt) == len(set(dealt)) >= 25
    expect(start.locator("#used-up")).to_have_text(
        "All movies of this list were shown or set aside."
    )
    assert len(press(start, "Start again")) == 10


def test_match_and_lift_change_the_movies(start):
    press(start, "Sad")
    press(start, "Match my mood")
    expect(start.get_by_role("heading", name="Movies for a sad mood")).to_be_visible()
    press(start, "Lift my mood")
    expect(start.get_by_role("heading", name="Movies to lift a sad mood")).to_be_visible()


def test_sad_mood_starts_with_lift_and_says_why(start):
    press(start, "Sad")
    lift = start.get_by_role("button", name="Lift my mood")
    expect(lift).to_have_attribute("aria-pressed", "true")
    expect(start.locator("#intent-reason")).to_contain_text("We start with lift")


def test_we_start_with_lift_is_not_said_of_a_match_that_was_chosen(start):
    press(start, "Sad")
    press(start, "Match my mood")
    expect(start.locator("#intent-reason")).to_be_empty()


@pytest.mark.parametrize(
    "content", [b"This is no photo.", bytes(11 * 2**20)], ids=["text", "large"]
)
def test_photo_that_fails_leaves_no_answer_of_the_one_before(start, photo, content):
    upload = start.get_by_label("Upload a photo")
    upload.set_input_files(photo)
    movies(start)
    photo.write_bytes(content)
    upload.set_input_files(photo)
    expect(start.get_by_role("alert")).to_be_visible()
    expect(start.locator("#reading")).to_be_hidden()
    expect(start.locator("#movies")).to_be_hidden()


def test_upload_reads_the_photo(start, photo):
    start.get_by_label("Upload a photo").set_input_files(photo)
    expect(start.get_by_role("heading", name="You look happy.")).to_be_visible()
    assert len(movies(start)) == 10


def test_large_photo_is_shrunk_before_it_is_sent(start, photo):
    photo.write_bytes(photo.read_bytes() + bytes(11 * 2**20))
    start.get_by_label("Upload a photo").set_input_files(photo)
    expect(start.get_by_role("heading", name="You look happy.")).to_be_visible()


def test_refused_camera_is_explained(refusing_browser, live_server):
    page = open_elsewhere(refusing_browser, live_server)
    expect(page.get_by_role("alert")).to_contain_text("The camera was not allowed.")


def test_missing_camera_is_explained(browser_without_camera, live_server):
    page = open_elsewhere(browser_without_camera, live_server)
    expect(page.get_by_role("alert")).to_contain_text("No camera was found.")


def test_camera_without_https_is_explained(http_browser, live_server):
    page = open_elsewhere(http_browser, live_server.replace("127.0.0.1", "mood.test"))
    expect(page.get_by_role("alert")).to_contain_text("only to pages opened over https")


# Two programs cannot fight over Chromium's fake camera, so the browser's refusal is played.
def test_busy_camera_is_explained(page):
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () =>"
        " Promise.reject(new DOMException('Could not start', 'NotReadableError'))"
    )
    page.goto("/")
    page.get_by_role("button", name="Take snapshot").click()
    expect(page.get_by_role("alert")).to_contain_text("Another program is using the camera.")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"This is no photo.", "please send a whole JPEG"),
        (b"", "please choose another file"),
        (bytes(11 * 2**20), "This file is larger than 10 MB"),
    ],
    ids=["text", "empty", "large"],
)
def test_file_that_is_no_photo_is_explained(start, photo, content, sentence):
    photo.write_bytes(content)
    start.get_by_label("Upload a photo").set_input_files(photo)
    expect(start.get_by_role("alert")).to_contain_text(sentence)


def test_photo_without_a_face_is_explained(start, photo, gravel_png):
    photo.write_bytes(gravel_png)
    start.get_by_label("Upload a photo").set_input_files(photo)
    expect(start.get_by_role("alert")).to_contain_text("No face was found.")


def test_lost_server_is_explained_and_found_again(start):
    start.context.set_offline(True)
    start.get_by_role("button", name="Happy").click()
    expect(start.get_by_role("alert")).to_contain_text("The server cannot be reached.")
    start.context.set_offline(False)
    assert len(press(start, "Happy")) == 10
    expect(start.get_by_role("alert")).to_be_hidden()


def test_empty_list_is_explained_and_the_other_movies_stay(live_app, start):
    with live_app.app_context():
        db.session.execute(db.delete(MoodEntry).where(MoodEntry.mood == "angry"))
        db.session.commit()
    shown_before = press(start, "Happy")
    start.locator(".ways-in").get_by_role("button", name="Angry").click()
    expect(start.get_by_role("alert")).to_contain_text("has no movies yet")
    expect(start.get_by_role("heading", name="Movies for a happy mood")).to_be_visible()
    assert shown(start) == shown_before


def test_too_many_photos_are_explained(live_app, start, photo):
    live_app.config["READINGS_RATE_LIMIT"] = "1 per hour"
    upload = start.get_by_label("Upload a photo")
    upload.set_input_files(photo)
    movies(start)
    upload.set_input_files(photo)
    expect(start.get_by_role("alert")).to_contain_text("Wait a minute")


def test_page_asks_no_other_host(page, live_server):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    snapshot(page)
    movies(page)
    assert asked
    assert all(url.startswith((live_server, "blob:", "data:")) for url in asked)


def test_page_breaks_no_rule_of_its_own_policy(page):
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto("/")
    snapshot(page)
    movies(page)
    assert said == []


def test_photo_is_read_without_scripts(browser, live_server, photo):
    page = browser.new_context(java_script_enabled=False, base_url=live_server).new_page()
    page.goto("/")
    page.locator("input[type=file]").set_input_files(photo)
    page.get_by_role("button", name="Read this photo").click()
    expect(page.get_by_role("heading", name="You look happy.")).to_be_visible()
    assert len(movies(page)) == 10


def test_moods_are_picked_without_scripts(browser, live_server):
    page = browser.new_context(java_script_enabled=False, base_url=live_server).new_page()
    page.goto("/")
    page.get_by_role("button", name="Sad").click()
    first = movies(page)
    page.get_by_role("button", name="Show me others").click()
    assert not set(first) & set(movies(page))
    expect(page.get_by_role("button", name="Take snapshot")).to_be_hidden()


def test_page_can_be_used_with_the_keyboard_alone(start):
    for _ in range(20):
        start.keyboard.press("Tab")
        if start.evaluate("document.activeElement.value") == "sad":
            break
    start.keyboard.press("Enter")
    expect(start.get_by_role("heading", name="Movies to lift a sad mood")).to_be_focused()


def test_mood_is_announced_by_its_heading(start, photo):
    start.get_by_label("Upload a photo").set_input_files(photo)
    expect(start.get_by_role("heading", name="You look happy.")).to_be_focused()
