"""Files go over the wire compressed: Bootstrap's style sheet alone is 230 KB, and 30 KB compressed.

Pages are not compressed: one that shows back what a visitor sent and holds a secret beside it
would give the secret away by its length (the attack called BREACH).
"""

from flask import Flask, Response

from mood_recommender.extensions import compress

COMPRESSED_TYPES = ["text/css", "text/javascript", "application/javascript", "image/svg+xml"]


def init_app(app: Flask) -> None:
    """Compress the files of every static folder."""
    app.config["COMPRESS_MIMETYPES"] = COMPRESSED_TYPES
    compress.init_app(app)
    app.after_request(read_file)  # Flask runs it before the one that Flask-Compress registered


def read_file(response: Response) -> Response:
    """Read a file that would be streamed: Flask-Compress leaves the files open that it streams."""
    if response.mimetype in COMPRESSED_TYPES and response.direct_passthrough:
        response.direct_passthrough = False
        response.make_sequence()
    return response
