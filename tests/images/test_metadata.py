"""Pixels are good, whatever stands around them."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
import skimage.data
from PIL import Image

from mood_recommender.images import decode_image
from tests.vision.conftest import encode

CASES = Path(__file__).parents[1] / "cases" / "img"
FACE = Image.fromarray(skimage.data.astronaut()[:96, 170:266])
ORIENTATION = 274


def pixels_as_in(photo: bytes, other: bytes) -> bool:
    return bool((decode_image(photo) == decode_image(other)).all())


@pytest.mark.parametrize(
    "name",
    [
        *("png-big-xmp.png", "bad-crc-text.png", "short-phys.png", "iccp-bad-method.png"),
        *("jfif-short.jpg", "adobe-short.jpg", "no-eoi.jpg"),
    ],
)
def test_photo_that_browsers_show_is_read(name: str) -> None:
    astronaut = skimage.data.astronaut().astype(int)
    assert np.abs(decode_image((CASES / name).read_bytes()) - astronaut).mean() < 4


PNG = encode(FACE, "PNG")
AFTER_HEADER = 33
EXIF = b"MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\1\0\0\0\0\0\0"
BOMB = zlib.compress(bytes(70_000_000))
CHUNKS = {
    **{"tEXt": b"k\0v", "zTXt": b"k\0\0" + zlib.compress(b"v"), "iTXt": b"k\0\0\0\0\0v"},
    **{"iCCP": b"k\0\0" + zlib.compress(b"v"), "cICP": bytes(4), "sRGB": b"\0", "gAMA": bytes(4)},
    **{
        "cHRM": bytes(32),
        "pHYs": bytes(9),
        "bKGD": bytes(6),
        "hIST": bytes(2),
        "sBIT": b"\x08" * 3,
    },
    **{"sPLT": b"a\0\x08", "tIME": bytes(7), "eXIf": EXIF, "tRNS": bytes(6), "acTL": bytes(8)},
    **{"fcTL": bytes(26), "prVt": b"what is this"},
}
DAMAGES = {
    "empty": lambda body: b"",
    "short": lambda body: body[:-1],
    "long": lambda body: body + bytes(300),
    "of 5 MB": lambda body: body + bytes(5_000_000),
    "garbage": lambda body: bytes(range(200, 256)),
}


def chunk(name: str, body: bytes, checksum: int | None = None) -> bytes:
    named = name.encode() + body
    right = zlib.crc32(named) if checksum is None else checksum
    return struct.pack(">I", len(body)) + named + struct.pack(">I", right)


def with_chunks(*chunks: bytes) -> bytes:
    return PNG[:AFTER_HEADER] + b"".join(chunks) + PNG[AFTER_HEADER:]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", CHUNKS)
def test_damaged_chunks_of_a_png_are_passed_over(name: str, damage: str) -> None:
    damaged = chunk(name, DAMAGES[damage](CHUNKS[name]))
    assert pixels_as_in(with_chunks(damaged), PNG)
    assert pixels_as_in(PNG[:-12] + damaged + PNG[-12:], PNG)


@pytest.mark.parametrize("name", CHUNKS)
def test_chunks_of_a_png_with_a_wrong_checksum_are_passed_over(name: str) -> None:
    assert pixels_as_in(with_chunks(chunk(name, CHUNKS[name], checksum=1)), PNG)


@pytest.mark.parametrize("name", ["zTXt", "iTXt", "iCCP"])
def test_words_of_a_png_are_not_unpacked(name: str) -> None:
    body = b"k\0\1\0\0\0" + BOMB if name == "iTXt" else b"k\0\0" + BOMB
    assert pixels_as_in(with_chunks(*20 * [chunk(name, body)]), PNG)


@pytest.mark.parametrize("mode", ["L", "RGB", "P", "RGBA"])
@pytest.mark.parametrize("length", [0, 1, 3, 300])
def test_transparency_of_a_wrong_length_is_none(mode: str, length: int) -> None:
    whole = encode(FACE.convert(mode), "PNG")
    at = whole.index(b"IDAT") - 4
    if mode == "P" and 0 < length <= 256:
        length = 257
    assert pixels_as_in(whole[:at] + chunk("tRNS", bytes(length)) + whole[at:], whole)


JPEG = encode(FACE, "JPEG")
SEGMENTS = {
    "empty": (b"", None),
    "of length 0": (b"", 0),
    "of length 1": (b"", 1),
    "of one byte": (b"x", None),
    "full of marks": (b"\xff" * 65_533, None),
    "garbage": (bytes(range(256)), None),
}


def segment(marker: int, body: bytes, length: int | None = None) -> bytes:
    size = len(body) + 2 if length is None else length
    return bytes([0xFF, marker]) + struct.pack(">H", size) + body


def before_the_rest(*segments: bytes) -> bytes:
    return JPEG[:2] + b"".join(segments) + JPEG[2:]


@pytest.mark.parametrize("kind", SEGMENTS)
@pytest.mark.parametrize("marker", [*range(0xE0, 0xF0), 0xFE])
def test_damaged_words_of_a_jpeg_are_passed_over(marker: int, kind: str) -> None:
    assert pixels_as_in(before_the_rest(segment(marker, *SEGMENTS[kind])), JPEG)


@pytest.mark.parametrize(
    ("marker", "whole"),
    [
        (0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"),
        (0xE1, b"Exif\0\0MM\0*\0\0\0\x08"),
        (0xE1, b"http://ns.adobe.com/xap/1.0/\0<x"),
        (0xE2, b"ICC_PROFILE\0\1\3x"),
        (0xE2, b"MPF\0MM\0*\0\0\0\x08"),
        (0xED, b"Photoshop 3.0\x008BIM\x03\xed\xff\xff"),
        (0xEE, b"Adobe\0\x64\0\0\0\0\1"),
    ],
    ids=["JFIF", "EXIF", "XMP", "ICC", "MPF", "Photoshop", "Adobe"],
)
def test_words_of_a_jpeg_may_end_anywhere(marker: int, whole: bytes) -> None:
    for length in range(len(whole)):
        assert pixels_as_in(before_the_rest(segment(marker, whole[:length])), JPEG)


def test_what_says_how_colours_are_meant_is_kept() -> None:
    as_rgb = encode(FACE, "JPEG", keep_rgb=True)
    assert as_rgb.count(b"Adobe\0") == 1
    assert np.abs(decode_image(as_rgb).astype(int) - np.asarray(FACE)).mean() < 4


WEBPS = {"lossy": encode(FACE, "WEBP"), "lossless": encode(FACE, "WEBP", lossless=True)}


def webp_chunk(name: bytes, body: bytes, length: int | None = None) -> bytes:
    size = len(body) if length is None else length
    return name + struct.pack("<I", size) + body + bytes(len(body) % 2)


@pytest.mark.parametrize("body", [b"", b"x", bytes(range(256)), bytes(3_000_000)], ids=len)
@pytest.mark.parametrize("name", [b"ICCP", b"EXIF", b"XMP ", b"WHAT"])
@pytest.mark.parametrize("kind", WEBPS)
def test_damaged_words_of_a_webp_are_passed_over(kind: str, name: bytes, body: bytes) -> None:
    flags = {b"ICCP": 0x20, b"EXIF": 8, b"XMP ": 4}.get(name, 0)
    canvas = webp_chunk(b"VP8X", struct.pack("<I", flags) + 2 * (95).to_bytes(3, "little"))
    words, picture = webp_chunk(name, body), WEBPS[kind][12:]
    for chunks in (canvas + words + picture, canvas + picture + words):
        file = b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks
        assert pixels_as_in(file, WEBPS[kind])


GIF = encode(FACE.convert("P"), "GIF")
AFTER_PALETTE = 13 + (3 << (GIF[10] & 7) + 1)


def extension(label: int, *blocks: bytes) -> bytes:
    return bytes([0x21, label, *b"".join(bytes([len(each)]) + each for each in blocks), 0])


@pytest.mark.parametrize(
    "words",
    [
        extension(0xFE),
        extension(0xFE, *5000 * [b"x" * 255]),
        extension(0xFF, b"NETS"),
        extension(0xFF, b"NETSCAPE2.0", b"\1"),
        extension(0xFF, b"NETSCAPE2.0"),
        extension(0x01, b"a"),
        extension(0x42, b"abc"),
        extension(0xF9),
        extension(0xF9, b"\1"),
    ],
    ids=["comment", "1 MB", "name", "loop", "no loop", "text", "unknown", "control", "short"],
)
def test_damaged_words_of_a_gif_are_passed_over(words: bytes) -> None:
    assert pixels_as_in(GIF[:AFTER_PALETTE] + words + GIF[AFTER_PALETTE:], GIF)


XMP = (
    b"http://ns.adobe.com/xap/1.0/\0<rdf:Description tiff:Orientation='6' tiff:Orientation=\"6\"/>"
)


def test_orientation_in_xmp_does_not_count() -> None:
    assert pixels_as_in(before_the_rest(segment(0xE1, XMP)), JPEG)
    assert pixels_as_in(with_chunks(chunk("iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP)), PNG)
    assert pixels_as_in(encode(FACE, "WEBP", xmp=XMP), WEBPS["lossy"])
    case = decode_image((CASES / "exif1-xmp6.jpg").read_bytes()).astype(int)
    assert np.abs(case - skimage.data.astronaut()).mean() < 6


def test_orientation_in_a_second_exif_block_does_not_count() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    second = segment(0xE1, exif.tobytes())
    assert pixels_as_in(before_the_rest(segment(0xE1, b"Exif\0\0" + EXIF), second), JPEG)
