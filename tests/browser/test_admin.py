import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from mood_recommender.catalog.models import MoodEntry
from mood_recommender.curating.curators import add_curator
from mood_recommender.extensions import db
from tests.browser.test_accessibility import violations

PASSWORD = "seven green bottles"
ANGRY = "/movies?mood=angry&intent=match"
PAGES = [
    "/admin",
    "/admin/movies",
    "/admin/movies?q=nothing+of+this+name",
    "/admin/movies/add",
    "/admin/movies/1",
    "/admin/movies/1/delete",
    "/admin/lists/happy/match",
    "/admin/lists/sad/lift?q=a",
    "/admin/import",
    "/admin/changes",
]


@pytest.fixture
def curated_app(live_app: Flask) -> Flask:
    """The application behind the page, with a curator and an empty list for an angry mood."""
    with live_app.app_context():
        add_curator("ada", PASSWORD)
        angry = (MoodEntry.mood == "angry") & (MoodEntry.intent == "match")
        db.session.execute(sa.delete(MoodEntry).where(angry))
        db.session.commit()
    return live_app


def sign_in(page: Page, password: str = PASSWORD) -> Page:
    page.goto("/admin")
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    return page


@pytest.fixture
def admin(page: Page, curated_app: Flask) -> Page:
    """A tab in which a curator has signed in."""
    return sign_in(page)


def add_to_list(page: Page, title: str) -> None:
    page.goto(f"/admin/lists/angry/match?q={title}")
    page.get_by_role("button", name=f"Add {title}").click()
    expect(page.get_by_text(f"{title} is on the list.")).to_be_visible()


def titles_on(page: Page, address: str) -> list[str]:
    page.goto(address)
    return page.locator(".movie-title").all_inner_texts()


def test_wrong_password_is_refused_in_a_sentence(page, curated_app):
    sign_in(page, "wrong")
    expect(page.get_by_role("alert")).to_have_text("The username or the password is wrong.")
    expect(page.get_by_label("Username")).to_have_value("ada")


def test_a_new_movie_on_a_list_shows_on_the_live_page_until_removed(admin):
    admin.goto("/admin/movies/add")
    admin.get_by_label("Title", exact=True).fill("Seven Green Bottles")
    admin.get_by_label("Year").fill("1999")
    admin.get_by_label("Comedy").check()
    admin.get_by_role("button", name="Save").click()
    add_to_list(admin, "Seven Green Bottles")
    assert titles_on(admin, ANGRY) == ["Seven Green Bottles"]
    admin.goto("/admin/lists/angry/match")
    admin.get_by_role("button", name="Remove Seven Green Bottles from the list").click()
    assert titles_on(admin, ANGRY) == []


def test_movies_are_moved_up_down_and_to_a_place(admin):
    for title in ("Film A", "Film B", "Film C"):
        admin.goto("/admin/movies/add")
        admin.get_by_label("Title", exact=True).fill(title)
        admin.get_by_label("Year").fill("1999")
        admin.get_by_role("button", name="Save").click()
        add_to_list(admin, title)
    entries = admin.locator("ol.list-group li a")
    admin.get_by_role("button", name="Move Film A down").click()
    expect(entries).to_have_text(["Film B (1999)", "Film A (1999)", "Film C (1999)"])
    expect(admin.get_by_role("button", name="Move Film A down")).to_be_focused()
    expect(admin.get_by_text("Film A is at place 2 now.")).to_be_visible()
    admin.get_by_role("button", name="Move Film C up").click()
    expect(entries).to_have_text(["Film B (1999)", "Film C (1999)", "Film A (1999)"])
    admin.get_by_label("Place of Film A").fill("1")
    admin.get_by_role("button", name="Move Film A to this place").click()
    expect(entries).to_have_text(["Film A (1999)", "Film B (1999)", "Film C (1999)"])


def test_what_a_move_did_is_in_sight_beside_the_row(admin):
    admin.set_viewport_size({"width": 390, "height": 844})
    admin.goto("/admin/lists/happy/match")
    admin.locator("[id^=down-]").nth(30).click()
    expect(admin.get_by_text("is at place 32 now.")).to_be_in_viewport()
    expect(admin.locator("ol.list-group li a").nth(31)).to_be_in_viewport()
    expect(admin.locator("[id^=down-]").nth(31)).to_be_focused()


def test_an_export_is_imported_by_hand(admin, tmp_path: Path):
    admin.goto("/admin/import")
    with admin.expect_download() as download:
        admin.get_by_role("link", name="Download movies.csv").click()
    file = tmp_path / "movies.csv"
    download.value.save_as(file)
    with file.open("a", encoding="utf-8", newline="") as text:
        text.write('"Seven, ""Green"" Bottles",,1999,,,,,,"Two\nlines",,,angry/match\r\n')
    admin.get_by_label("CSV file").set_input_files(file)
    admin.get_by_role("button", name="Preview").click()
    expect(admin.locator("dd").first).to_have_text("1")
    admin.get_by_role("button", name="Import").click()
    expect(admin.get_by_role("alert")).to_contain_text("1 added, 0 updated")
    assert titles_on(admin, ANGRY) == ['Seven, "Green" Bottles']


def test_a_change_is_undone(admin):
    admin.goto("/admin/movies/1/delete")
    title = admin.get_by_role("heading", level=1).inner_text().removeprefix("Delete ").rstrip("?")
    admin.get_by_role("button", name="Delete").click()
    admin.goto("/admin/changes")
    expect(admin.locator("main li").first).to_contain_text(f"Deleted {title}")
    admin.get_by_role("button", name="Undo").first.click()
    admin.goto("/admin/movies/1")
    expect(admin.get_by_label("Title", exact=True)).to_have_value(title)


def test_signing_out_closes_the_pages(admin):
    admin.get_by_role("button", name="Sign out").click()
    admin.goto("/admin/movies")
    expect(admin.get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_curators_pages(browser, live_server, curated_app, scheme):
    page = sign_in(browser.new_context(base_url=live_server, color_scheme=scheme).new_page())
    for address in PAGES:
        page.goto(address)
        assert violations(page) == [], address


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_refused_form(browser, live_server, curated_app, scheme):
    page = sign_in(browser.new_context(base_url=live_server, color_scheme=scheme).new_page())
    page.goto("/admin/movies/add")
    page.get_by_label("Year").fill("1700")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The year is 1700")).to_be_visible()
    assert violations(page) == []


def test_no_page_is_wider_than_a_phone(browser: Browser, live_server, curated_app):
    phone = {"width": 390, "height": 844}
    page = sign_in(browser.new_context(base_url=live_server, viewport=phone).new_page())
    for address in PAGES:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address


def test_the_pages_need_no_scripts(browser: Browser, live_server, curated_app):
    context = browser.new_context(base_url=live_server, java_script_enabled=False)
    page = sign_in(context.new_page())
    page.goto("/admin/lists/happy/match")
    title = page.locator("ol li a").nth(1).inner_text()
    page.get_by_role("button", name=re.compile("^Move .* up$")).nth(1).click()
    expect(page.locator("ol li a").first).to_have_text(title)
