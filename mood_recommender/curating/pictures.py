"""The curators' own pictures, whatever they show: small JPEG files in one folder.

A picture is named after its content, so that two things may share it. Which thing is shown with
which picture is not known here.
"""

import hashlib
import io
import re
from pathlib import Path

from PIL import Image, ImageOps

from mood_recommender.files import write_whole
from mood_recommender.images import opened

SIZE = (400, 600)
"""Width and height of a kept picture, in pixels: a poster on two phones' worth of pixels."""
NAME = re.compile(r"[0-9a-f]{20}\.jpg")
"""How a picture is called; what else lies in the folder is not for anybody's eyes."""


def keep_picture(folder: Path, data: bytes) -> str:
    """Keep the picture in `data`, cut to the shape of SIZE around its middle; return its name.

    Written whole or not at all. Raises what `images.opened` raises.
    """
    jpeg = _jpeg(data)
    name = hashlib.sha256(jpeg).hexdigest()[:20] + ".jpg"
    with write_whole(folder / name) as part:
        part.write_bytes(jpeg)
    return name


def delete_picture(folder: Path, name: str) -> None:
    """Delete a picture that shows nothing any more; what was taken back is not to stay public."""
    (folder / name).unlink(missing_ok=True)


def _jpeg(data: bytes) -> bytes:
    stream = io.BytesIO()
    with opened(data) as photo:
        picture = ImageOps.fit(Image.fromarray(photo.pixels), SIZE)
    picture.save(stream, "JPEG", quality=85)
    return stream.getvalue()
