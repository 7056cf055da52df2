import json
import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from mood_recommender.catalog.models import Movie
from mood_recommender.catalog.posters import save_poster
from mood_recommender.extensions import db
from mood_recommender.recommenders.mood_lists import draw_movies

MOVIES = "**/api/v1/movies?*"
SHOWN = re.compile("movies are shown")


@pytest.fixture
def happy(page: Page) -> Page:
    page.goto("/")
    pick(page, "Happy")
    return page


def pick(page: Page, mood: str) -> None:
    page.locator(".ways-in").get_by_role("button", name=mood).click()
    expect(page.locator(".movie")).to_have_count(10)


def others(page: Page) -> None:
    before = page.locator(".movie").first.get_attribute("data-movie")
    page.get_by_role("button", name="Show me others").click()
    expect(page.locator(f'.movie[data-movie="{before}"]')).to_have_count(0)


def dealt_titles(page: Page) -> list[str]:
    """Deal until the list is used up; return every title."""
    titles = []
    while page.locator("#used-up").is_hidden():
        titles += page.locator(".movie-title").all_inner_texts()
        others(page)
    return titles


def choose(card: Locator, choice: str) -> str:
    """Press one of a card's choices; return the title."""
    card.get_by_role("button", name=choice).click()
    return card.locator(".movie-title").inner_text()


@pytest.mark.parametrize("choice", ["Seen it", "Not for me"])
def test_movie_that_is_set_aside_does_not_come_again(happy, choice):
    title = choose(happy.locator(".movie").first, choice)
    happy.reload()
    pick(happy, "Happy")
    titles = dealt_titles(happy)
    assert len(titles) > 30
    assert title not in titles


def test_choice_can_be_taken_back(happy):
    card = happy.locator(".movie").first
    choose(card, "Seen it")
    expect(card).to_have_class(re.compile("set-aside"))
    choose(card, "Seen it")
    expect(card).not_to_have_class(re.compile("set-aside"))


def test_movie_is_saved_for_tonight_and_still_there_tomorrow(happy):
    title = choose(happy.locator(".movie").first, "Save for tonight")
    happy.reload()
    pick(happy, "Sad")
    expect(happy.locator("#saved-movies")).to_contain_text(title)
    happy.get_by_role("button", name=f"Remove {title}").click()
    expect(happy.locator("#choices")).to_be_hidden()


def test_focus_goes_on_to_the_next_movie_that_can_be_removed(happy):
    titles = [choose(happy.locator(".movie").nth(n), "Save for tonight") for n in range(3)]
    for title, next_title in [(titles[1], titles[2]), (titles[2], titles[0])]:
        happy.get_by_role("button", name=f"Remove {title}").click()
        expect(happy.get_by_role("button", name=f"Remove {next_title}")).to_be_focused()


def test_focus_goes_to_the_choices_when_no_movie_is_saved_any_more(happy):
    choose(happy.locator(".movie").last, "Seen it")
    title = choose(happy.locator(".movie").first, "Save for tonight")
    happy.get_by_role("button", name=f"Remove {title}").click()
    expect(happy.get_by_role("heading", name="Your choices")).to_be_focused()


def test_focus_goes_to_the_movies_when_no_choice_is_left(happy):
    title = choose(happy.locator(".movie").first, "Save for tonight")
    happy.get_by_role("button", name=f"Remove {title}").click()
    expect(happy.get_by_role("heading", name="Movies for a happy mood")).to_be_focused()


def test_choices_are_exported(happy):
    title = choose(happy.locator(".movie").first, "Save for tonight")
    with happy.expect_download() as download:
        happy.get_by_role("button", name="Export my choices").click()
    saved = json.loads(download.value.path().read_text())
    assert [movie["title"] for movie in saved["saved"]] == [title]


def test_choices_are_counted(happy):
    choose(happy.locator(".movie").nth(0), "Seen it")
    choose(happy.locator(".movie").nth(1), "Seen it")
    choose(happy.locator(".movie").nth(2), "Save for tonight")
    expect(happy.locator("#choices-counted")).to_have_text(
        "Saved for tonight: 1. Seen: 2. Not for you: 0."
    )


def test_movie_that_is_taken_off_the_saved_ones_can_be_saved_again(happy):
    card = happy.locator(".movie").first
    title = choose(card, "Save for tonight")
    happy.get_by_role("button", name=f"Remove {title}").click()
    button = card.get_by_role("button", name="Save for tonight")
    expect(button).to_have_attribute("aria-pressed", "false")


def test_choices_are_cleared(happy):
    choose(happy.locator(".movie").first, "Seen it")
    happy.get_by_role("button", name="Clear my choices").click()
    expect(happy.locator("#choices")).to_be_hidden()
    expect(happy.get_by_role("heading", name="Movies for a happy mood")).to_be_focused()
    assert happy.evaluate("localStorage.getItem('mood-recommender-choices')").count("[]") == 3


def test_choices_are_not_sent(happy):
    asked: list[str] = []
    happy.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
    movie = happy.locator(".movie").first.get_attribute("data-movie")
    choose(happy.locator(".movie").first, "Not for me")
    pick(happy, "Sad")
    pick(happy, "Happy")
    assert asked
    assert not [url for url in asked if re.search(rf"\b{movie}\b", url.split("?")[-1])]


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


def test_card_says_which_list_it_is_from(happy):
    expect(happy.locator(".movie-why").first).to_have_text("From the list: Movies for a happy mood")


def test_card_shows_what_is_known_of_the_movie(live_app, happy):
    card = happy.locator(".movie").first
    with live_app.app_context():
        movie = db.session.get(Movie, int(card.get_attribute("data-movie")))
        known = [movie.title, movie.synopsis, *movie.countries, *(g.name for g in movie.genres)]
    for words in [*known, f"{movie.runtime_minutes} min"]:
        expect(card.locator(".movie-words")).to_contain_text(words)
    expect(card.locator("div.poster")).to_contain_text(f"{movie.year}")


def test_card_links_to_a_search_for_the_trailer(happy):
    card = happy.locator(".movie").first
    link = card.get_by_role("link", name="Trailer")
    assert "trailer" in link.get_attribute("href")
    assert link.get_attribute("rel") == "noopener noreferrer"


def test_picture_of_a_curator_is_shown(live_app, page, tmp_path, astronaut_jpeg):
    live_app.config["POSTER_FOLDER"] = tmp_path
    with live_app.app_context():
        for movie in db.session.scalars(db.select(Movie)):
            save_poster(movie, astronaut_jpeg)
    page.goto("/")
    pick(page, "Happy")
    picture = page.locator("img.poster").first
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 400
