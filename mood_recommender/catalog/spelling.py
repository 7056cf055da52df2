"""One spelling for what looks the same: what a reader cannot see makes no other film.

Accents are written in one way, every kind of space is a plain one and never doubled, and what
shows nothing at all is left out. Case and accents themselves make a difference.
"""

import re
import unicodedata

SPACES = re.compile(r"[ \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
"""Every space of Unicode (categories Zs, Zl, Zp), alone or in a row."""
INVISIBLE = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e"
    r"\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]"
)
"""What shows nothing: soft hyphens, zero-width spaces, marks of direction, fillers, byte order
marks. Source: Unicode's property Default_Ignorable_Code_Point, without joiners and variants."""
UNTIDY = re.compile(rf"{INVISIBLE.pattern}|[^\S \n]|[\u200c\u200d]|  | \n|\n |^\s|\s$")
"""What only a text has that is spelled in another way; most have none of it."""
JOINER = re.compile(r"[\u200c\u200d]")
JOINED = {"Lo", "Mc", "Mn", "So", "Sk"}
"""Categories of what a joiner may stand between: letters of India and Arabia, signs, emoji."""


def spell(text: str) -> str:
    """Return a line or lines of text in the one spelling, without space around any line.

    Newlines are those of Unix. Unicode's form is NFC.
    """
    if not UNTIDY.search(text) and unicodedata.is_normalized("NFC", text):
        return text
    text = unicodedata.normalize("NFC", INVISIBLE.sub("", text))
    text = unicodedata.normalize("NFC", JOINER.sub(_needed_joiner, text)).replace("\r\n", "\n")
    return "\n".join(SPACES.sub(" ", line).strip(" ") for line in text.split("\n")).strip()


def _needed_joiner(match: re.Match[str]) -> str:
    """Return a joiner where scripts need one to show a letter or an emoji, else nothing."""
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    needed = all(near and unicodedata.category(near) in JOINED for near in (before, after))
    return match[0] if needed else ""
