"""What a visitor, a curator or a trainer can put right: each error carries one sentence for them.

Raised anywhere, answered once: `web.errors` turns them into pages and problem documents, the
command line into a line on stderr. No Flask here.
"""

from collections.abc import Mapping
from typing import Self


class Sentence(str):
    """A sentence in English that the pages can say in the language of whoever reads them.

    Import it as `_` where it is written, so that its words are collected for translation.
    """

    template: str
    """Its words, with `%(name)s` for each figure."""
    values: Mapping[str, object]
    """Its figures by name; one may be a sentence, too."""

    def __new__(cls, template: str, /, **values: object) -> Self:
        """Fill the figures into the words; without figures the words stay as they are."""
        sentence = super().__new__(cls, template % values if values else template)
        sentence.template, sentence.values = template, values
        return sentence


class MoodRecommenderError(Exception):
    """Base of every error whose message is meant for the person in front of it."""

    status = 422
    """HTTP status of the answer when the error ends a web request."""
    title = "This did not work"
    """Short, unchanging name of the problem, shown above the message."""
