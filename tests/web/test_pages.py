import io
import json
import re
from pathlib import Path

import pytest
import skimage.data
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from mood_recommender.moods import EMOTIONS, MOODS

PAGES = ["/", "/movies?mood=happy", "/movies?mood=sad&intent=lift"]


def post(client: FlaskClient, photo: bytes) -> TestResponse:
    # The client itself would spool a large form to a temporary file and leave it open.
    boundary, form = encode_multipart({"photo": FileStorage(io.BytesIO(photo), "me.jpg")})
    return client.post("/", data=form, content_type=f"multipart/form-data; boundary={boundary}")


def shown_movies(response: TestResponse) -> list[str]:
    return re.findall(r'data-movie="(\d+)"', response.text)


def others(response: TestResponse) -> str:
    return re.search(r'name="exclude" value="([\d,]*)"', response.text)[1]


def page_data(response: TestResponse) -> dict:
    block = re.search(
        r'<script type="application/json" id="page-data">(.*?)</script>', response.text
    )
    return json.loads(block[1])


def two_faces() -> bytes:
    portrait = Image.fromarray(skimage.data.astronaut()).crop((100, 0, 356, 256))
    photo, stream = Image.new("RGB", (900, 450), "grey"), io.BytesIO()
    photo.paste(portrait.resize((450, 450)), (0, 0))
    photo.paste(portrait.resize((440, 440)), (460, 0))
    photo.save(stream, "JPEG", quality=95)
    return stream.getvalue()


def test_page_offers_camera_photo_and_moods(client):
    page = client.get("/").text
    assert 'id="snapshot"' in page
    assert 'type="file" name="photo"' in page
    assert all(f'name="mood" value="{mood}"' in page for mood in MOODS)


def test_page_says_what_happens_to_the_photo(client):
    assert "read in memory and forgotten at once" in client.get("/").text


def test_photo_is_answered_with_its_mood_in_words(starter, client, astronaut_jpeg):
    assert "You look happy." in post(client, astronaut_jpeg).text


def test_photo_is_answered_with_every_percentage(starter, client, astronaut_jpeg):
    values = dict(re.findall(r'data-bar="([\w-]+)">(\d+)%<', post(client, astronaut_jpeg).text))
    assert {f"mood-{mood}" for mood in MOODS} <= values.keys()
    emotions = [int(values[f"emotion-{emotion}"]) for emotion in EMOTIONS]
    assert sum(emotions) == pytest.approx(100, abs=4)


def test_photo_is_answered_with_ten_movies(starter, client, astronaut_jpeg):
    assert len(set(shown_movies(post(client, astronaut_jpeg)))) == 10


def test_photo_is_shown_back_without_being_kept(starter, client, astronaut_jpeg):
    page = post(client, astronaut_jpeg).text
    assert 'src="data:image/jpeg;base64,' in page
    assert 'viewBox="0 0 512 512"' in page


def test_every_face_of_a_photo_can_be_chosen(starter, client):
    page = post(client, two_faces()).text
    assert "2 faces were found." in page
    assert 'href="/movies?mood=happy">Face 2: happy</a>' in page
    assert 'href="/movies?mood=happy">All of us: happy</a>' in page


def test_box_of_every_face_has_its_number_and_leads_to_its_movies(starter, client):
    page = post(client, two_faces()).text
    boxes = re.findall(
        r'<a class="face" href="(.*?)" aria-label="Face \d: happy">.*?>(\d)</text>', page, re.DOTALL
    )
    assert boxes == [("/movies?mood=happy", "1"), ("/movies?mood=happy", "2")]


def test_faces_of_which_the_network_is_not_sure_are_not_called_happy(app, starter, client):
    emotions = app.extensions["face_reader"].emotions
    before, emotions.certain_threshold = emotions.certain_threshold, 1
    page = post(client, two_faces()).text
    emotions.certain_threshold = before
    assert "Not sure: happy or" in page
    assert ">Face 2: not sure</a>" in page
    assert ">All of us: not sure</a>" in page


def test_photo_without_a_face_is_explained(client, gravel_png):
    response = post(client, gravel_png)
    assert response.status_code == 422
    assert "No face was found." in response.text


@pytest.mark.parametrize("path", ["/", "/movies?mood=hungry"])
def test_error_that_names_moods_offers_them(client, gravel_png, path):
    page = post(client, gravel_png).text if path == "/" else client.get(path).text
    assert all(f'name="mood" value="{mood}"' in page for mood in MOODS)


def test_error_elsewhere_offers_no_moods(client):
    assert 'name="mood"' not in client.get("/nowhere").text


def test_text_called_jpg_is_explained(client):
    response = post(client, b"This is no photo.")
    assert response.status_code == 422
    assert "please send a whole JPEG" in response.text


def test_form_without_a_photo_is_explained(client):
    response = post(client, b"")
    assert response.status_code == 422
    assert "please choose another file" in response.text


@pytest.mark.parametrize("megabytes", [10.5, 12])
def test_too_large_photo_is_explained(client, megabytes):
    response = post(client, bytes(int(megabytes * 2**20)))
    assert response.status_code == 413
    assert "10 MB" in response.text


def test_error_page_offers_a_way_on(client):
    assert 'href="/"' in post(client, b"").text


@pytest.mark.parametrize("mood", MOODS)
def test_mood_button_shows_ten_movies(starter, client, mood):
    assert len(set(shown_movies(client.get(f"/movies?mood={mood}")))) == 10


def test_others_do_not_repeat(starter, client):
    first = client.get("/movies?mood=happy")
    second = client.get(f"/movies?mood=happy&intent=match&exclude={others(first)}")
    assert not set(shown_movies(first)) & set(shown_movies(second))


def test_others_end_with_a_new_start(starter, client):
    seen = ""
    while len(seen.split(",")) < 200 and (page := others_after(client, seen)):
        seen = page
    page = client.get(f"/movies?mood=angry&exclude={seen}")
    assert "All movies of this list were shown or set aside." in page.text
    assert "Start again" in page.text


def others_after(client: FlaskClient, seen: str) -> str:
    return others(client.get(f"/movies?mood=angry&exclude={seen}"))


def test_match_and_lift_are_different_lists(starter, client):
    match = client.get("/movies?mood=sad&intent=match").text
    lift = client.get("/movies?mood=sad&intent=lift").text
    assert "Movies for a sad mood" in match
    assert "Movies to lift a sad mood" in lift


@pytest.mark.parametrize(("intent", "says"), [("", True), ("lift", True), ("match", False)])
def test_we_start_with_lift_is_said_of_lift_only(starter, client, intent, says):
    page = client.get(f"/movies?mood=sad&intent={intent}").text.split("page-data")[0]
    assert ("We start with lift" in page) == says


def test_movies_are_filtered_by_the_form(starter, client):
    page = client.get("/movies?mood=happy&intent=match&runtime=91-120&decade=1990").text
    years = re.findall(r'data-slot="year">(\d+)', page.split("<template")[0])
    assert years
    assert {year[:3] for year in years} == {"199"}
    assert page.count('<input type="hidden" name="decade" value="1990">') == 2
    assert re.findall(r'value="([^"]*)" selected', page) == ["91-120", "1990"]


def test_filter_that_nothing_fits_says_so(starter, client):
    page = client.get("/movies?mood=angry&runtime=121-&decade=1930").text
    assert "No other movie of this list has this length and decade." in page


@pytest.mark.parametrize("filters", ["runtime=x&decade=y", "decade=1995", f"decade={10**30}"])
def test_filter_that_is_none_is_ignored(starter, client, filters):
    assert len(shown_movies(client.get(f"/movies?mood=happy&{filters}"))) == 10


def test_empty_list_is_explained(client):
    response = client.get("/movies?mood=happy")
    assert response.status_code == 404
    assert "choose another mood" in response.text


def test_unknown_mood_is_explained(client):
    response = client.get("/movies?mood=hungry")
    assert response.status_code == 404
    assert "hungry" in response.text


def test_exclude_that_is_no_list_of_ids_is_ignored(starter, client):
    assert len(shown_movies(client.get(f"/movies?mood=happy&exclude=x,,-1,²,{10**30}"))) == 10


def test_surprise_goes_to_the_movies_of_a_mood(client):
    assert client.get("/surprise").location.removeprefix("/movies?mood=") in MOODS


@pytest.mark.parametrize("url", PAGES)
def test_page_loads_nothing_from_another_host(starter, client, url):
    loaded = re.findall(r'(?:src|srcset|<link[^>]*href|<use href)="([^"]+)"', client.get(url).text)
    assert loaded
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)


@pytest.mark.parametrize("url", PAGES)
def test_page_has_no_inline_script_or_style(starter, client, url):
    page = client.get(url).text
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
    assert re.findall(r"<script(?![^>]*(src=|application/json))", page) == []


def test_page_sets_no_cookie(starter, client, astronaut_jpeg):
    assert "Set-Cookie" not in client.get("/").headers
    assert "Set-Cookie" not in post(client, astronaut_jpeg).headers


def test_scripts_have_a_word_for_everything(client):
    data = page_data(client.get("/"))
    assert data["moods"].keys() == data["lists"].keys() == set(MOODS)


def test_scripts_read_all_that_the_page_gives_them(app, client):
    scripts = "".join(
        file.read_text("utf-8") for file in Path(app.static_folder).glob("js/**/*.js")
    )
    used = set(re.findall(r"\b(?:settings|page)\.(\w+)", scripts))
    assert page_data(client.get("/")).keys() - used == set()


@pytest.mark.parametrize("language", ["en", "de", "es", "hi"])
def test_one_movie_and_several_are_counted_in_words_of_their_own(client, language):
    forms = page_data(client.get(f"/?language={language}"))["plurals"]["movies_shown"]
    assert forms.keys() == {"one", "other"}
    assert forms["one"] != forms["other"]
    assert all("%(count)s" in sentence for sentence in forms.values())
