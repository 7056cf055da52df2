"""What a visitor, a curator or a trainer can put right: each error carries one sentence for them.

Raised anywhere, answered once: `web.errors` turns them into pages and problem documents, the
command line into a line on stderr. No Flask here.
"""


class MoodRecommenderError(Exception):
    """Base of every error whose message is meant for the person in front of it."""

    status = 422
    """HTTP status of the answer when the error ends a web request."""
    title = "This did not work"
    """Short, unchanging name of the problem, shown above the message."""
