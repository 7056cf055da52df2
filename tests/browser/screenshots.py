"""The pictures of docs/screenshots, taken from the running page: `make screenshots`.

Not a test, but made of the tests' fixtures: the real page, the real network, a real face.
"""

from pathlib import Path

import pytest
import skimage.data
from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import Browser, Page, expect

from mood_recommender.settings import ROOT

FOLDER = ROOT / "docs" / "screenshots"
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}
DARK = {**DESKTOP, "color_scheme": "dark"}
SCREENS = {"desktop": DESKTOP, "phone": PHONE, "dark": DARK}


@pytest.fixture(params=SCREENS)
def screen(request: pytest.FixtureRequest) -> str:
    return request.param


def open_page(browser: Browser, server: str, screen: str) -> Page:
    page = browser.new_context(base_url=server, locale="en-GB", **SCREENS[screen]).new_page()
    page.goto("/")
    return page


def take_snapshot(page: Page) -> None:
    page.get_by_role("button", name="Take snapshot").click()
    expect(page.locator(".movie")).to_have_count(10, timeout=15_000)
    page.wait_for_timeout(500)  # until the bars have grown


def save(page: Page, name: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"{name}.png"
    page.screenshot(path=file)
    reduce_colours(file)


def reduce_colours(file: Path) -> None:
    """Write 256 colours instead of millions: a third of the bytes, and nobody sees it."""
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(256).save(file, optimize=True)


def veil_smile(astronaut: Image.Image) -> Image.Image:
    """Blur mouth and chin until the network doubts what it sees."""
    veil = Image.new("L", astronaut.size)
    ImageDraw.Draw(veil).ellipse((190, 110, 256, 172), 255)
    blurred = astronaut.filter(ImageFilter.GaussianBlur(6))
    return Image.composite(blurred, astronaut, veil.filter(ImageFilter.GaussianBlur(3)))


def test_start(browser, live_server, screen):
    save(open_page(browser, live_server, screen), f"start-{screen}")


def test_result(browser, live_server, screen):
    page = open_page(browser, live_server, screen)
    take_snapshot(page)
    save(page, f"result-{screen}")


def test_movies(browser, live_server, screen):
    page = open_page(browser, live_server, screen)
    page.get_by_role("button", name="Sad").click()
    expect(page.locator(".movie")).to_have_count(10)
    page.locator("#movies").scroll_into_view_if_needed()
    save(page, f"movies-{screen}")


def test_heat_map(browser, live_server):
    page = open_page(browser, live_server, "desktop")
    take_snapshot(page)
    page.get_by_role("button", name="What did the network look at?").click()
    expect(page.locator("#heatmap-note")).to_be_visible()
    save(page, "heat-map-desktop")


def test_live(browser, live_server):
    page = open_page(browser, live_server, "phone")
    page.get_by_role("button", name="Start live").click()
    expect(page.locator(".movie")).to_have_count(10, timeout=15_000)
    save(page, "live-phone")


def test_not_sure(browser, live_server, tmp_path):
    photo = tmp_path / "smile-behind-a-veil.png"
    veil_smile(Image.fromarray(skimage.data.astronaut())).save(photo)
    page = open_page(browser, live_server, "phone")
    page.get_by_label("Upload a photo").set_input_files(photo)
    expect(page.get_by_role("heading", name="Not sure")).to_be_visible(timeout=15_000)
    page.wait_for_timeout(500)  # until the bars have grown
    save(page, "not-sure-phone")


def test_no_camera(browser_without_camera, live_server):
    page = open_page(browser_without_camera, live_server, "desktop")
    page.get_by_role("button", name="Take snapshot").click()
    expect(page.get_by_role("alert")).to_be_visible()
    save(page, "no-camera-desktop")
