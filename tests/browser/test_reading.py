from pathlib import Path

import pytest
import skimage.data
from PIL import Image, ImageOps
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_accessibility import violations

CASES = Path(__file__).parents[1] / "cases" / "img"
HAPPY = {"happy": 0.8, "sad": 0.2, "neutral": 0.0, "angry": 0.0}
SAD = {"happy": 0.0, "sad": 1.0, "neutral": 0.0, "angry": 0.0}


@pytest.fixture
def two_faces(tmp_path: Path) -> Path:
    portrait = Image.fromarray(skimage.data.astronaut()).crop((100, 0, 356, 256))
    photo = Image.new("RGB", (900, 450), "grey")
    photo.paste(portrait.resize((450, 450)), (0, 0))
    photo.paste(portrait.resize((440, 440)), (460, 0))
    photo.save(tmp_path / "two.jpg", quality=95)
    return tmp_path / "two.jpg"


@pytest.fixture
def rotated(tmp_path: Path) -> Path:
    """The astronaut as phones save her: lying on her side, with a note to turn her upright."""
    lying = Image.fromarray(skimage.data.astronaut()).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[274] = 6  # turn by 90 degrees clockwise; EXIF's tag Orientation
    lying.save(tmp_path / "lying.jpg", exif=exif, quality=95)
    return tmp_path / "lying.jpg"


@pytest.fixture
def photo(tmp_path: Path, astronaut_jpeg: bytes) -> Path:
    file = tmp_path / "astronaut.jpg"
    file.write_bytes(astronaut_jpeg)
    return file


def upload(page: Page, photo: Path) -> Page:
    page.goto("/")
    page.get_by_label("Upload a photo").set_input_files(photo)
    expect(page.locator(".movie")).to_have_count(10)
    return page


def test_photo_of_a_phone_is_turned_upright(page, rotated):
    upload(page, rotated)
    expect(page.get_by_role("heading", name="You look happy.")).to_be_visible()


def test_several_faces_can_be_chosen_from(page, two_faces):
    upload(page, two_faces)
    expect(page.locator("#faces")).to_contain_text("2 faces were found.")
    page.locator("#faces").get_by_role("button", name="Face 2").click()
    expect(page.locator("#boxes rect").nth(1)).to_have_class("box box-chosen")
    expect(page.locator("#faces").get_by_role("button", name="Face 2")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(page.locator("#faces").get_by_role("button", name="Face 2")).to_be_focused()


def test_boxes_carry_their_numbers_and_are_chosen_by_click_and_keyboard(page, two_faces):
    upload(page, two_faces)
    group = page.get_by_role("group", name="Faces in the photo")
    second = group.get_by_role("button", name="Face 2: happy")
    second.locator("rect").click()
    expect(second).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#faces").get_by_role("button", name="Face 2")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(second).to_be_focused()
    group.get_by_role("button", name="Face 1: happy").focus()
    page.keyboard.press("Enter")
    expect(group.get_by_role("button", name="Face 1: happy")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(page.locator("#boxes rect").nth(0)).to_have_class("box box-chosen")
    assert violations(page) == []


def test_faces_are_numbered_from_the_left(page, two_faces):
    with Image.open(two_faces) as photo:
        ImageOps.mirror(photo).save(two_faces)
    upload(page, two_faces)
    expect(page.locator("#boxes text")).to_have_text(["1", "2"])
    expect(page.locator("#faces [aria-pressed=true]")).to_have_text("Face 2: happy")
    lefts = [box["x"] for box in map(Locator.bounding_box, page.locator("#boxes rect").all())]
    assert lefts == sorted(lefts)
    page.get_by_role("button", name="What did the network look at?").click()
    heat = page.locator("#boxes .heat")
    expect(heat).to_have_count(1)
    assert heat.bounding_box()["x"] == pytest.approx(lefts[1], abs=4)


def test_box_of_a_single_face_is_no_choice(page, photo):
    upload(page, photo)
    expect(page.locator("#boxes text")).to_have_count(0)
    expect(page.locator("#boxes")).to_have_attribute("aria-hidden", "true")


def test_all_faces_together_can_be_chosen(page, two_faces):
    def disagree(route):
        reading = route.fetch().json()
        reading["faces"][0] |= {"mood": "happy", "certain": True, "moods": HAPPY}
        reading["faces"][1] |= {"mood": "sad", "certain": True, "moods": SAD}
        route.fulfill(json=reading)

    page.route("**/api/v1/readings", disagree)
    upload(page, two_faces)
    page.get_by_role("button", name="All of us: not sure").click()
    expect(page.locator("#boxes rect.box-chosen")).to_have_count(2)
    expect(page.locator('[data-bar="mood-happy"]')).to_have_text("40%")
    expect(page.get_by_role("heading", name="Not sure: sad or happy?")).to_be_visible()
    expect(page.get_by_role("heading", name="Movies to lift a sad mood")).to_be_visible()
    expect(page.locator("#heatmap")).to_be_hidden()


def test_uncertain_mood_offers_the_two_likeliest(live_app, page, photo):
    live_app.extensions["face_reader"].emotions.certain_threshold = 1
    upload(page, photo)
    expect(page.get_by_role("heading", name="Not sure: happy or")).to_be_visible()
    expect(page.locator("#unsure button")).to_have_count(2)
    page.locator("#unsure button").nth(0).click()
    expect(page.get_by_role("heading", name="You chose: happy.")).to_be_visible()
    expect(page.locator("#unsure")).to_be_hidden()
    expect(page.get_by_role("heading", name="Movies for a happy mood")).to_be_visible()


def test_wrong_mood_can_be_corrected(page, photo):
    upload(page, photo)
    page.get_by_text("That's not my mood").click()
    page.locator(".not-mine").get_by_role("button", name="Angry").click()
    expect(page.get_by_role("heading", name="Movies to lift an angry mood")).to_be_visible()
    expect(page.get_by_role("heading", name="You chose: angry.")).to_be_visible()
    expect(page.get_by_text("You look happy.")).to_have_count(0)
    expect(page.get_by_text("The bars still show what the network read.")).to_be_visible()


def test_heat_map_lies_over_the_face(page, photo):
    upload(page, photo)
    button = page.get_by_role("button", name="What did the network look at?")
    button.click()
    expect(page.locator("#boxes .heat")).to_have_count(1)
    assert page.locator("#boxes .heat").bounding_box() == pytest.approx(
        page.locator("#boxes rect").bounding_box(), abs=4
    )
    button.click()
    expect(page.locator("#boxes .heat")).to_have_count(0)


def test_photo_is_dropped_onto_the_page(page, astronaut_jpeg):
    page.goto("/")
    page.evaluate(
        """(bytes) => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], "me.jpg", { type: "image/jpeg" }));
            const options = { dataTransfer: data, bubbles: true, cancelable: true };
            document.getElementById("photo-way").dispatchEvent(new DragEvent("drop", options));
        }""",
        list(astronaut_jpeg),
    )
    expect(page.get_by_role("heading", name="You look happy.")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "size"), [("thin.png", "1 x 3000 pixels"), ("strip.png", "24 x 60000 pixels")]
)
def test_photo_that_is_too_small_is_judged_before_it_is_shrunk(page, name, size):
    page.goto("/")
    page.get_by_label("Upload a photo").set_input_files(CASES / name)
    expect(page.get_by_role("alert")).to_contain_text(f"too small to hold a face: it has {size}.")


def test_photo_that_cannot_be_drawn_is_sent_as_it_is(page, photo):
    page.add_init_script("HTMLCanvasElement.prototype.toBlob = (done) => done(null)")
    upload(page, photo)
    expect(page.get_by_role("heading", name="You look happy.")).to_be_visible()


def test_photo_that_is_sent_is_small(page, tmp_path):
    large = Image.fromarray(skimage.data.astronaut()).resize((4000, 4000))
    large.save(tmp_path / "large.png")
    page.goto("/")
    with page.expect_request("**/api/v1/readings") as sent:
        page.get_by_label("Upload a photo").set_input_files(tmp_path / "large.png")
    assert int(sent.value.header_value("content-length")) < 500_000
