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
    assert violations(page) == []


def test_page_needs_no_sideways_scrolling_at_200_percent(browser: Browser, live_server):
    half_of_a_laptop = {"width": 640, "height": 400}
    page = browser.new_context(base_url=live_server, viewport=half_of_a_laptop).new_page()
    page.goto("/movies?mood=sad")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= half_of_a_laptop["width"]
