"""A real Chromium whose camera shows a real photo."""

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import skimage.data
from PIL import Image
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

CAMERA_SIZE = (640, 480)
OFFLINE = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
FAKE_CAMERA = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]


def chromium_path() -> str:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "The browser tests need Chromium: apt-get install chromium"
    return path


def launch(playwright: Playwright, *arguments: str) -> Browser:
    return playwright.chromium.launch(
        executable_path=chromium_path(),
        chromium_sandbox=False,
        args=["--disable-quic", "--no-first-run", *OFFLINE, *arguments],
    )


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def camera_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An MJPEG film of one frame: the astronaut as a camera of 640 x 480 would see her."""
    portrait = Image.fromarray(skimage.data.astronaut()).crop((0, 0, 512, 384))
    frame = io.BytesIO()
    portrait.resize(CAMERA_SIZE).save(frame, "JPEG", quality=95)
    film = tmp_path_factory.mktemp("camera") / "astronaut.mjpeg"
    film.write_bytes(frame.getvalue() * 10)
    return film


@pytest.fixture(scope="session")
def browser(playwright: Playwright, camera_film: Path) -> Iterator[Browser]:
    """Chromium that grants its camera, which shows the astronaut."""
    film = f"--use-file-for-fake-video-capture={camera_film}"
    running = launch(playwright, *FAKE_CAMERA, film)
    yield running
    running.close()


@pytest.fixture(scope="session")
def browser_without_camera(playwright: Playwright) -> Iterator[Browser]:
    """Chromium on a machine that has no camera at all."""
    running = launch(playwright)
    yield running
    running.close()


@pytest.fixture
def context(browser: Browser, live_server: str) -> Iterator[BrowserContext]:
    fresh = browser.new_context(base_url=live_server, locale="en-GB")
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty tab; `page.goto("/")` opens the live page."""
    return context.new_page()


@pytest.fixture
def happy(page: Page) -> Page:
    """The live page with ten movies for a happy mood."""
    page.goto("/")
    pick(page, "Happy")
    return page


def pick(page: Page, mood: str) -> None:
    page.locator(".ways-in").get_by_role("button", name=mood).click()
    expect(page.locator(".movie")).to_have_count(10)
