"""Browsers that resist fingerprinting change what a page reads back from a canvas."""

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

NOISE = """
const noisy = (data) => { for (let i = 0; i < data.length; i += 1) data[i] = (i * 151) % 256; };
const read = CanvasRenderingContext2D.prototype.getImageData;
CanvasRenderingContext2D.prototype.getImageData = function (...place) {
  const pixels = read.apply(this, place);
  noisy(pixels.data);
  return pixels;
};
const write = HTMLCanvasElement.prototype.toBlob;
HTMLCanvasElement.prototype.toBlob = function (...how) {
  const { width, height } = this;
  const noise = new ImageData(width, height);
  noisy(noise.data);
  this.getContext("2d").putImageData(noise, 0, 0);
  return write.apply(this, how);
};"""
REFUSAL = """CanvasRenderingContext2D.prototype.getImageData = () => {
  throw new DOMException("Not for you", "SecurityError");
};"""
LAST_BITS = """const read = CanvasRenderingContext2D.prototype.getImageData;
CanvasRenderingContext2D.prototype.getImageData = function (...place) {
  const pixels = read.apply(this, place);
  pixels.data.forEach((value, index) => (pixels.data[index] = value ^ 1));
  return pixels;
};"""


@pytest.fixture(params=[NOISE, REFUSAL], ids=["noise", "refusal"])
def shy_page(page: Page, request: pytest.FixtureRequest) -> Page:
    page.add_init_script(request.param)
    page.goto("/")
    return page


@pytest.fixture
def photo(tmp_path: Path, astronaut_jpeg: bytes) -> Path:
    file = tmp_path / "astronaut.jpg"
    file.write_bytes(astronaut_jpeg)
    return file


def test_photo_is_sent_as_it_is_where_the_canvas_lies(shy_page, photo):
    with shy_page.expect_request("**/api/v1/readings") as sent:
        shy_page.get_by_label("Upload a photo").set_input_files(photo)
    assert int(sent.value.header_value("content-length")) > len(photo.read_bytes())
    expect(shy_page.get_by_role("heading", name="You look happy.")).to_be_visible()
    expect(shy_page.locator("#heatmap")).to_be_hidden()


def test_photo_too_large_to_be_sent_as_it_is_is_explained(shy_page, photo):
    photo.write_bytes(photo.read_bytes() + bytes(11 * 2**20))
    shy_page.get_by_label("Upload a photo").set_input_files(photo)
    expect(shy_page.get_by_role("alert")).to_contain_text("your browser cannot shrink it")


@pytest.mark.parametrize("button", ["Take snapshot", "Start live"])
def test_camera_that_cannot_be_read_is_not_asked_for_and_says_why(shy_page, button):
    shy_page.get_by_role("button", name=button).click()
    expect(shy_page.get_by_role("alert")).to_contain_text("Allow this page to read canvas data")
    for view in ("preview", "live-view"):
        assert shy_page.evaluate(f"document.getElementById('{view}').srcObject") is None


def test_photo_is_shrunk_where_only_the_last_bits_change(page, tmp_path, astronaut_jpeg):
    page.add_init_script(LAST_BITS)
    page.goto("/")
    large = Image.open(io.BytesIO(astronaut_jpeg)).resize((3000, 3000))
    large.save(tmp_path / "large.png")
    with page.expect_request("**/api/v1/readings") as sent:
        page.get_by_label("Upload a photo").set_input_files(tmp_path / "large.png")
    assert int(sent.value.header_value("content-length")) < 500_000
