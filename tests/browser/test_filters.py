import pytest
from playwright.sync_api import Page, Route, expect

from mood_recommender.recommenders.mood_lists import draw_movies
from tests.browser.conftest import pick
from tests.browser.test_choices import MOVIES, SHOWN, dealt_titles, others


@pytest.mark.parametrize(
    ("length", "fits"),
    [
        ("up to 90 min", lambda minutes: minutes <= 90),
        ("over two hours", lambda minutes: minutes > 120),
    ],
)
def test_movies_are_filtered_by_length(happy, length, fits):
    happy.get_by_label("Length").select_option(length)
    expect(happy.locator("#status")).to_have_text(SHOWN)
    lengths = happy.locator('[data-slot="runtime"]').all_inner_texts()
    assert lengths
    assert all(fits(int(text.split()[0].removeprefix("·").strip() or 0)) for text in lengths)


def test_movies_are_filtered_by_decade(happy):
    happy.get_by_label("Decade").select_option("1990")
    expect(happy.locator("#status")).to_have_text(SHOWN)
    years = happy.locator('[data-slot="year"]').all_inner_texts()
    assert years
    assert {year[:3] for year in years} == {"199"}


def test_one_request_fills_a_filtered_page(happy):
    asked: list[str] = []
    happy.on("request", lambda request: asked.append(request.url))
    happy.get_by_label("Decade").select_option("1960")
    expect(happy.locator("#status")).to_have_text(SHOWN)
    happy.get_by_label("Length").select_option("91 to 120 min")
    expect(happy.locator("#status")).to_have_text(SHOWN)
    assert len(asked) <= 2
    assert "decade=1960" in asked[0]


def test_filter_stays_in_place_when_it_shortens_the_page(browser, live_server):
    phone = {"width": 390, "height": 844}
    page = browser.new_context(base_url=live_server, viewport=phone, locale="en-GB").new_page()
    page.goto("/")
    pick(page, "Happy")
    page.locator("#filters").evaluate("form => scrollTo(0, form.offsetTop - 20)")
    before = page.locator("#filters").bounding_box()["y"]
    page.get_by_label("Decade").select_option("1940")
    expect(page.locator(".movie")).not_to_have_count(10)
    assert page.locator("#filters").bounding_box()["y"] == pytest.approx(before, abs=1)


def test_movies_are_filtered_without_scripts(browser, live_server):
    page = browser.new_context(java_script_enabled=False, base_url=live_server).new_page()
    page.goto("/movies?mood=happy")
    page.get_by_label("Decade").select_option("1990")
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("button", name="Show me others").click()
    years = page.locator('.movie-facts [data-slot="year"]').all_inner_texts()
    assert years
    assert {year[:3] for year in years} == {"199"}
    expect(page.get_by_label("Decade")).to_have_value("1990")


def test_filter_that_nothing_fits_says_so(happy):
    happy.get_by_label("Decade").select_option("1990")
    happy.get_by_label("Length").select_option("over two hours")
    while happy.locator("#used-up").is_hidden():
        others(happy)
    expect(happy.locator("#used-up")).to_have_text(
        "No other movie of this list has this length and decade."
    )


def filter_offline(page: Page, decade: str) -> None:
    """Ask for a decade of so few movies that more must be drawn, which fails."""
    page.context.set_offline(True)
    page.get_by_label("Decade").select_option(decade)
    expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached.")
    page.context.set_offline(False)


def test_filter_that_failed_leaves_no_movie_twice(happy):
    shown = happy.locator('.movie [data-slot="year"]').first.inner_text()[:3] + "0"
    filter_offline(happy, "1940" if shown != "1940" else "1950")
    happy.get_by_label("Decade").select_option(shown)
    expect(happy.locator("#status")).to_have_text(SHOWN)
    titles = dealt_titles(happy)
    assert len(titles) == len(set(titles))


def test_filter_that_failed_loses_no_movie(live_app, happy):
    filter_offline(happy, "1960")
    happy.get_by_label("Decade").select_option("any")
    expect(happy.locator("#status")).to_have_text(SHOWN)
    with live_app.app_context():
        titles = [movie.title for movie in draw_movies("happy", n=500)]
    assert sorted(dealt_titles(happy)) == sorted(titles)


def test_filter_that_is_changed_while_a_list_is_on_its_way_filters_that_list(happy):
    held = []
    answer = held.append
    happy.route(MOVIES, lambda route: answer(route))
    happy.locator(".ways-in").get_by_role("button", name="Sad").click()
    expect(happy.locator("#status")).to_have_text("Choosing movies …")
    happy.get_by_label("Decade").select_option("1990")
    answer = Route.continue_
    for route in held:
        route.continue_()
    expect(happy.locator("#movies-heading")).to_have_text("Movies to lift a sad mood")
    years = happy.locator('[data-slot="year"]').all_inner_texts()
    assert {year[:3] for year in years} == {"199"}


def test_filter_is_one_of_the_list_that_is_shown_when_another_one_failed(happy):
    happy.route(MOVIES, lambda route: route.fulfill(status=500, body="broken"))
    happy.locator(".ways-in").get_by_role("button", name="Sad").click()
    expect(happy.get_by_role("alert")).to_contain_text("The server could not answer.")
    happy.unroute(MOVIES)
    happy.get_by_label("Decade").select_option("1990")
    expect(happy.locator("#status")).to_have_text(SHOWN)
    expect(happy.locator("#movies-heading")).to_have_text("Movies for a happy mood")
