"""Files and the viewer's pages go over the wire compressed: Bootstrap alone is 230 KB, 30 KB so.

Nothing else is: a page that shows back what a visitor sent and holds a secret beside it, such as
the token of a form, would give the secret away by its length (the attack called BREACH).
"""

from flask import Flask, Response, request

from mood_recommender.extensions import compress

WITHOUT_SECRETS = {
    "static",
    "bootstrap.static",
    "pages.index",
    "pages.read_photo",
    "pages.movies",
}
"""The endpoints whose answers may be compressed. Whoever adds one makes sure that no answer of it
holds a token, or what only some may see; a page that knows its viewer does not belong here."""


def init_app(app: Flask) -> None:
    """Compress what holds no secret."""
    app.config["COMPRESS_REGISTER"] = False
    compress.init_app(app)
    app.after_request(compress_public)


def compress_public(response: Response) -> Response:
    """Compress the answer of an endpoint that is named above."""
    if request.endpoint in WITHOUT_SECRETS:
        read_file(response)
        return compress.after_request(response)
    return response


def read_file(response: Response) -> None:
    """Read a file that would be streamed: Flask-Compress leaves the files open that it streams."""
    if response.direct_passthrough:
        response.direct_passthrough = False
        response.make_sequence()
