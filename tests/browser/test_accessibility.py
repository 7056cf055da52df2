import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

PAGES = ["/", "/movies?mood=sad", "/movies?mood=hungry", "/admin/sign-in"]


def violations(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, live_server, scheme, path):
    page = browser.new_context(base_url=live_server, color_scheme=scheme).new_page()
    page.goto(path)
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_reading(browser: Browser, live_server, scheme):
    page = browser.new_context(base_url=live_server, color_scheme=scheme).new_page()
    page.goto("/")
    page.get_by_role("button", name="Take snapshot").click()
    expect(page.locator(".movie")).to_have_count(10, timeout=15_000)
    page.get_by_role("button", name="What did the network look at?").click()
    page.get_by_text("That's not my mood").click()
    page.get_by_role("button", name="Seen it").first.click()
    page.get_by_role("button", name="Save for tonight").last.click()
    expect(page.locator("#heatmap-note")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("width", [640, 320], ids=["200 percent", "a small phone"])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_page_needs_no_sideways_scrolling(browser: Browser, live_server, direction, width):
    viewport = {"width": width, "height": 400}
    page = browser.new_context(base_url=live_server, viewport=viewport).new_page()
    page.goto("/movies?mood=sad")
    page.evaluate("(direction) => (document.documentElement.dir = direction)", direction)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_reduced_motion_is_respected(browser: Browser, live_server):
    page = browser.new_context(base_url=live_server, reduced_motion="reduce").new_page()
    page.goto("/")
    bar = page.locator(".bar-fill").first
    assert bar.evaluate("bar => getComputedStyle(bar).transitionDuration") == "0s"
