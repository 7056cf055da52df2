import json
import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from mood_recommender.catalog.models import Movie
from mood_recommender.catalog.posters import save_poster
from mood_recommender.extensions import db
from tests.browser.conftest import pick

MOVIES = "**/api/v1/movies?*"
SHOWN = re.compile("movies? (is|are) shown")


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
    title = card.locator(".movie-title").inner_text()
    card.get_by_role("button", name=choice).click()
    return title


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


def test_another_movie_comes_in_place_of_one_that_is_not_wanted(happy):
    card = happy.locator(".movie").nth(2)
    before = happy.locator(".movie-title").all_inner_texts()
    title = choose(card, "Not for me")
    expect(card.locator(".movie-title")).not_to_have_text(title)
    after = happy.locator(".movie-title").all_inner_texts()
    assert after[:2] + after[3:] == before[:2] + before[3:]
    assert after[2] not in before
    expect(card.get_by_role("button", name="Not for me")).to_be_focused()
    expect(happy.locator("#status")).to_have_text(
        f"{title} is set aside. In its place: {after[2]}."
    )


def test_a_double_click_refuses_one_movie_only(happy):
    happy.locator(".movie").first.get_by_role("button", name="Not for me").dblclick()
    expect(happy.locator("#choices-counted")).to_contain_text("Not for you: 1.")


def test_movie_that_is_wanted_again_before_another_comes_stays(happy):
    for _ in range(4):  # until all that one request has brought are dealt
        others(happy)
    held: list[Route] = []
    happy.route(MOVIES, lambda route: held.append(route))
    card = happy.locator(".movie").first
    title = choose(card, "Not for me")
    choose(card, "Not for me")
    with happy.expect_response(MOVIES):
        held[0].continue_()
    expect(card).not_to_have_class(re.compile("set-aside"))
    happy.unroute(MOVIES)
    choose(happy.locator(".movie").last, "Not for me")  # deals what was held
    expect(card.locator(".movie-title")).to_have_text(title)


def test_choices_of_old_that_contradict_are_put_right(page):
    movie = {"id": 1, "title": "Heat", "year": 1995}
    old = json.dumps({"seen": [], "unwanted": [movie], "saved": [movie]})
    page.add_init_script(f"localStorage.setItem('mood-recommender-choices', '{old}')")
    page.goto("/")
    expect(page.locator("#choices-counted")).to_have_text(
        "Saved for tonight: 0. Seen: 0. Not for you: 1."
    )


def test_movie_that_is_not_wanted_leaves_where_there_is_no_other(happy):
    happy.get_by_label("Decade").select_option("1940")
    expect(happy.locator("#status")).to_have_text(SHOWN)
    while titles := happy.locator(".movie-title").all_inner_texts():
        choose(happy.locator(".movie").first, "Not for me")
        expect(happy.get_by_role("heading", name=titles[0], exact=True)).to_have_count(0)
    expect(happy.locator("#used-up")).to_be_visible()
    expect(happy.get_by_role("heading", name="Movies for a happy mood")).to_be_focused()


def test_movie_that_is_not_wanted_stays_marked_when_no_other_can_be_asked_for(happy):
    for _ in range(4):  # until all that one request has brought are dealt
        others(happy)
    happy.context.set_offline(True)
    card = happy.locator(".movie").first
    choose(card, "Not for me")
    expect(happy.get_by_role("alert")).to_contain_text("The server cannot be reached.")
    expect(card).to_have_class(re.compile("set-aside"))


def test_saving_and_not_wanting_a_movie_exclude_each_other(happy):
    title = choose(happy.locator(".movie").first, "Save for tonight")
    choose(happy.locator(".movie").first, "Not for me")
    expect(happy.locator("#saved-movies")).not_to_contain_text(title)
    expect(happy.locator("#choices-counted")).to_have_text(
        "Saved for tonight: 0. Seen: 0. Not for you: 1."
    )


def test_movie_that_is_not_wanted_can_be_wanted_again(happy):
    title = choose(happy.locator(".movie").first, "Not for me")
    happy.reload()
    happy.get_by_text("What you set aside").click()
    happy.get_by_role("button", name=f"Remove {title}").click()
    expect(happy.locator("#choices")).to_be_hidden()
    expect(happy.get_by_role("heading", name="Movies for the mood you are in")).to_be_focused()
    pick(happy, "Happy")
    assert title in dealt_titles(happy)


def test_saved_movies_are_there_before_a_list_is_opened(happy):
    title = choose(happy.locator(".movie").first, "Save for tonight")
    happy.reload()
    expect(happy.locator("#movies")).to_be_hidden()
    expect(happy.locator("#saved-movies")).to_contain_text(title)
    expect(happy.locator("#saved-movies")).to_be_visible()


def test_list_is_called_seen_only_when_every_movie_of_it_is(page):
    page.goto("/")
    pick(page, "Angry")
    titles = dealt_titles(page)
    expect(page.locator("#used-up")).to_have_text(
        "All movies of this list were shown or set aside."
    )
    page.get_by_role("button", name="Start again").click()
    for _ in titles:
        page.locator('.movie:not(.set-aside) [data-choice="seen"]').first.click()
        if page.locator(".movie:not(.set-aside)").count() == 0:
            others(page)
    expect(page.locator("#used-up")).to_have_text("You have seen every movie of this list.")


def test_one_movie_is_counted_as_one(happy):
    happy.route(MOVIES, lambda route: route.fulfill(json=only_the_first(route)))
    happy.locator(".ways-in").get_by_role("button", name="Sad").click()
    expect(happy.locator("#status")).to_have_text("1 movie is shown.")


def only_the_first(route: Route) -> dict:
    answer = route.fetch().json()
    return answer | {"movies": answer["movies"][:1]}


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
