import re

import pytest

from mood_recommender.catalog.models import Movie
from mood_recommender.catalog.mood_lists import add_to_list, list_entries
from mood_recommender.catalog.movie_fields import MovieFields
from mood_recommender.catalog.movies import add_movie
from tests.web.sign_in import send

LIST = "/admin/lists/sad/lift"


@pytest.fixture
def abc(app) -> dict[str, Movie]:
    """Three movies on the list that lifts a sad mood, and D on none."""
    movies = {title: add_movie(MovieFields(title=title, year=2000)) for title in "ABCD"}
    for title in "ABC":
        add_to_list(movies[title], "sad", "lift")
    return movies


def order() -> str:
    return "".join(entry.movie.title for entry in list_entries("sad", "lift").items)


def test_list_shows_its_movies_in_order(curator, abc):
    page = curator.get(LIST).text
    assert page.index("A (2000)") < page.index("B (2000)") < page.index("C (2000)")
    assert "D (2000)" not in page


def test_empty_list_says_so(curator):
    assert "The list is empty." in curator.get("/admin/lists/sad/match").text


@pytest.mark.parametrize("name", ["happy/lift", "sleepy/match"])
def test_unknown_list_names_those_there_are(curator, name):
    response = curator.get(f"/admin/lists/{name}")
    assert response.status_code == 404
    assert "sad/lift" in response.text


def test_search_offers_only_movies_that_are_not_on_the_list(curator, abc):
    page = curator.get(f"{LIST}?q=d").text
    assert f"{LIST}/{abc['D'].id}/add" in page
    page = curator.get(f"{LIST}?q=a").text
    assert f"{LIST}/{abc['A'].id}/add" not in page
    assert "on the list" in page


def test_added_movie_is_last_and_the_search_stays(curator, abc):
    response = send(curator, f"{LIST}/{abc['D'].id}/add", q="d")
    assert response.location == f"{LIST}?q=d"
    assert order() == "ABCD"


def test_no_movie_is_twice_on_a_list(curator, abc):
    response = send(curator, f"{LIST}/{abc['A'].id}/add")
    assert response.status_code == 409
    assert order() == "ABC"


def test_removed_movie_stays_in_the_catalog(curator, abc):
    send(curator, f"{LIST}/{abc['B'].id}/remove")
    assert order() == "AC"
    assert curator.get(f"/admin/movies/{abc['B'].id}").status_code == 200


@pytest.mark.parametrize(
    ("title", "place", "expected"),
    [("B", 1, "BAC"), ("B", 3, "ACB"), ("A", 3, "BCA"), ("C", 1, "CAB"), ("B", 2, "ABC")],
)
def test_moved_movie_stands_at_the_place(curator, abc, title, place, expected):
    response = send(curator, f"{LIST}/{abc[title].id}/move", place=place)
    assert response.location == f"{LIST}?page=1#place-{place}"
    assert order() == expected


@pytest.mark.parametrize(
    ("button", "place", "next_button"),
    [("up", 2, "up"), ("down", 2, "down"), ("to", 3, "to"), ("up", 1, "down"), ("down", 3, "up")],
)
def test_a_move_says_what_happened_and_leads_back_to_the_button(
    curator, abc, button, place, next_button
):
    response = send(curator, f"{LIST}/{abc['B'].id}/move?by={button}", place=place)
    assert response.location == f"{LIST}?page=1#{next_button}-{place}"
    page = curator.get(response.location).text
    assert f"B is at place {place} now." in page
    assert re.search(rf'id="{next_button}-{place}"[^>]*>', page)
    assert f'/{abc["B"].id}/move?by={button}"' in page


@pytest.mark.parametrize(("title", "place"), [("A", 1), ("B", 2), ("C", 2)])
def test_a_removal_leads_to_what_stands_there_now(curator, abc, title, place):
    response = send(curator, f"{LIST}/{abc[title].id}/remove")
    assert response.location == f"{LIST}?page=1#remove-{place}"
    assert f'id="remove-{place}"' in curator.get(response.location).text


@pytest.mark.parametrize("place", ["0", "4", "-1", "9" * 30])
def test_a_place_outside_the_list_is_refused(curator, abc, place):
    response = send(curator, f"{LIST}/{abc['A'].id}/move", place=place)
    assert response.status_code == 409
    assert order() == "ABC"


@pytest.mark.parametrize("place", ["", "first", "1.5"])
def test_a_place_that_is_no_number_is_explained(curator, abc, place):
    response = send(curator, f"{LIST}/{abc['B'].id}/move", place=place)
    assert "A place is a whole number." in curator.get(response.location).text
    assert order() == "ABC"


def test_a_move_leads_to_the_page_of_the_place(curator, abc):
    for year in range(1950, 2000):
        add_to_list(add_movie(MovieFields(title="Part", year=year)), "sad", "lift")
    response = send(curator, f"{LIST}/{abc['A'].id}/move", place=51)
    assert f"{LIST}?page=2#" in response.location
    assert "A (2000)" in curator.get(response.location).text
