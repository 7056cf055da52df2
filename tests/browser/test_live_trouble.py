"""Whatever goes wrong: live goes on, or ends with the camera off and a sentence."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_live_camera import READINGS, camera_tracks, next_reading

BREAK_UPLOADS = "() => { FormData.prototype.append = () => { throw new TypeError('broken'); }; }"
NO_PICTURES = "HTMLCanvasElement.prototype.toBlob = (done) => done(null);"
NO_SIZE_YET = """
const { get } = Object.getOwnPropertyDescriptor(HTMLVideoElement.prototype, "videoWidth");
Object.defineProperty(HTMLVideoElement.prototype, "videoWidth", {
  get() { return window.isSized ? get.call(this) : 0; },
});"""
NO_PLAYING = """HTMLMediaElement.prototype.play = () =>
  Promise.reject(new DOMException("Not now", "NotAllowedError"));"""
KEEP_STREAMS = """window.streams = [];
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wish) => {
  const stream = await ask(wish);
  window.streams.push(stream);
  return stream;
};"""
LATE_FIRST_CAMERA = """let asked = 0;
const askSoon = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wish) => {
  asked += 1;
  if (asked === 1) await new Promise((done) => (window.allowFirst = done));
  return askSoon(wish);
};"""


def start_live(page: Page) -> Page:
    page.add_init_script(KEEP_STREAMS)
    page.goto("/")
    page.get_by_role("button", name="Start live").click()
    return page


@pytest.fixture
def live(page: Page) -> Page:
    start_live(page)
    expect(page.get_by_role("heading", name="You look happy.")).to_be_visible(timeout=15_000)
    return page


def expect_end(page: Page, sentence: str) -> None:
    expect(page.get_by_role("alert")).to_contain_text(sentence, timeout=15_000)
    expect(page.locator("#live")).to_have_text("Start live")
    expect(page.locator("#reading")).to_be_hidden()
    assert camera_tracks(page) == []
    assert page.evaluate("streams.every((stream) => !stream.active)")


def test_error_of_our_own_ends_live_with_the_camera_off(live):
    live.evaluate(BREAK_UPLOADS)
    expect_end(live, "Something went wrong on this page.")


def test_reading_of_another_shape_ends_live_with_the_camera_off(live):
    live.route(READINGS, lambda route: route.fulfill(json={"nothing": "of ours"}))
    expect_end(live, "Something went wrong on this page.")


def test_nothing_is_said_of_live_after_it_has_ended(live):
    live.evaluate(BREAK_UPLOADS)
    expect_end(live, "Something went wrong on this page.")
    live.wait_for_timeout(3500)  # when a slow connection would be told of
    expect(live.get_by_role("alert")).to_contain_text("Something went wrong on this page.")


def test_live_goes_on_after_a_frame_without_a_picture(live):
    live.evaluate(f"() => {{ window.toBlob = HTMLCanvasElement.prototype.toBlob; {NO_PICTURES} }}")
    expect(live.get_by_role("alert")).to_contain_text("The camera gives no picture.")
    live.evaluate("() => { HTMLCanvasElement.prototype.toBlob = window.toBlob; }")
    next_reading(live)
    expect(live.get_by_role("alert")).to_be_hidden()


def test_live_goes_on_when_the_camera_tells_its_size_late(page):
    page.add_init_script(NO_SIZE_YET)
    start_live(page)
    expect(page.get_by_role("alert")).to_contain_text("The camera gives no picture.")
    page.evaluate("window.isSized = true")
    expect(page.get_by_role("heading", name="You look happy.")).to_be_visible(timeout=15_000)


def test_live_goes_on_after_an_answer_that_is_not_ours(live):
    live.route(READINGS, lambda route: route.fulfill(body="<h1>Sign in to this network</h1>"))
    expect(live.get_by_role("alert")).to_contain_text("The server could not answer.")
    live.unroute(READINGS)
    expect(live.get_by_role("alert")).to_be_hidden(timeout=10_000)


def test_camera_that_does_not_play_is_turned_off(page):
    page.add_init_script(NO_PLAYING)
    start_live(page)
    expect_end(page, "The camera did not start.")


def test_snapshot_without_a_picture_turns_the_camera_off(page):
    page.add_init_script(KEEP_STREAMS + NO_SIZE_YET)
    page.goto("/")
    page.get_by_role("button", name="Take snapshot").click()
    expect(page.get_by_role("alert")).to_contain_text(
        "The camera gives no picture.", timeout=15_000
    )
    assert page.evaluate("streams.every((stream) => !stream.active)")
    expect(page.get_by_role("button", name="Turn camera off")).to_be_hidden()


def test_camera_that_comes_too_late_leaves_the_next_one_on(page):
    page.add_init_script(LATE_FIRST_CAMERA)
    page.goto("/")
    page.get_by_role("button", name="Start live").click()
    page.get_by_role("button", name="Take snapshot").click()
    page.locator("#preview").wait_for()
    page.evaluate("allowFirst()")
    expect(page.get_by_role("heading", name="You look happy.")).to_be_visible(timeout=15_000)
