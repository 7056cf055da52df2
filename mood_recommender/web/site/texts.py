"""The words of the pages that do not stand in a template.

Names of the vocabulary, and what the scripts say. Templates and scripts read the same
dictionaries, so each word is translated once.
"""

from flask_babel import get_locale, gettext, ngettext
from flask_babel import lazy_gettext as _

from mood_recommender.errors import MoodRecommenderError, Sentence

MOOD_NAMES = {
    "happy": _("happy"),
    "sad": _("sad"),
    "neutral": _("calm"),
    "angry": _("angry"),
}

MOOD_SENTENCES = {
    "happy": _("You look happy."),
    "sad": _("You look a little sad."),
    "neutral": _("You look calm."),
    "angry": _("You look angry."),
}

EMOTION_NAMES = {
    "angry": _("angry"),
    "disgust": _("disgusted"),
    "fear": _("afraid"),
    "happy": _("happy"),
    "sad": _("sad"),
    "surprise": _("surprised"),
    "neutral": _("neutral"),
}

LIST_NAMES = {
    ("happy", "match"): _("Movies for a happy mood"),
    ("sad", "match"): _("Movies for a sad mood"),
    ("neutral", "match"): _("Movies for a calm mood"),
    ("angry", "match"): _("Movies for an angry mood"),
    ("sad", "lift"): _("Movies to lift a sad mood"),
    ("angry", "lift"): _("Movies to lift an angry mood"),
}

INTENT_REASONS = {
    "sad": _("We start with lift: many who feel low like something brighter. Both are fine."),
    "angry": _("We start with lift: something calm or funny may take the edge off. Both are fine."),
}
"""Why a mood starts with the intent that it starts with, in one line."""

GENRE_NAMES = {
    "Action": _("Action"),
    "Adventure": _("Adventure"),
    "Animation": _("Animation"),
    "Comedy": _("Comedy"),
    "Crime": _("Crime"),
    "Documentary": _("Documentary"),
    "Drama": _("Drama"),
    "Family": _("Family"),
    "Fantasy": _("Fantasy"),
    "History": _("History"),
    "Horror": _("Horror"),
    "Music": _("Music"),
    "Musical": _("Musical"),
    "Mystery": _("Mystery"),
    "Romance": _("Romance"),
    "Science Fiction": _("Science Fiction"),
    "Sport": _("Sport"),
    "Thriller": _("Thriller"),
    "War": _("War"),
    "Western": _("Western"),
}

SCRIPT_TEXTS = {
    "camera_denied": _(
        "The camera was not allowed. Allow it beside the address of this page and try again, "
        "or upload a photo or pick a mood."
    ),
    "camera_missing": _(
        "No camera was found. Connect one and try again, or upload a photo or pick a mood."
    ),
    "camera_busy": _(
        "Another program is using the camera. Close it and try again, "
        "or upload a photo or pick a mood."
    ),
    "camera_insecure": _(
        "Browsers give the camera only to pages opened over https. "
        "Open this page over https, or upload a photo or pick a mood."
    ),
    "camera_canvas": _(
        "Your browser hides from this page what is drawn on a canvas, to protect you from being "
        "recognised; without it the camera cannot be read. Allow this page to read canvas data, "
        "or upload a photo or pick a mood."
    ),
    "camera_failed": _("The camera did not start. Try again, or upload a photo or pick a mood."),
    "camera_no_picture": _(
        "The camera gives no picture. Try again, or upload a photo or pick a mood."
    ),
    "camera_starting": _("Starting the camera. Your browser may ask you to allow it."),
    "countdown": _("Look at the camera: the snapshot is taken in three seconds."),
    "no_face": _("No face was found. Try again facing the camera in good light, or pick a mood."),
    "photo_too_large": _(
        "This file is larger than %(limit)s MB and your browser cannot shrink it. "
        "Choose a smaller JPEG, PNG, WebP or GIF, or pick a mood."
    ),
    "too_small": _(
        "This photo is too small to hold a face: it has %(width)s x %(height)s pixels. "
        "Choose a larger one, or pick a mood."
    ),
    "reading": _("Reading your photo …"),
    "choosing": _("Choosing movies …"),
    "unreachable": _("The server cannot be reached. Check your connection and try again."),
    "too_many": _("That was a lot in a short time. Wait a minute, then try again."),
    "server_failed": _("The server could not answer. Try again in a moment."),
    "unexpected": _("Something went wrong on this page. Reload it and try again."),
    "corrected": _("You chose: %(mood)s."),
    "not_sure": _("not sure"),
    "unsure": _("Not sure: %(first)s or %(second)s?"),
    "face": _("Face %(number)s: %(mood)s"),
    "all_faces": _("All of us: %(mood)s"),
    "faces_found": _("%(count)s faces were found. Which one should count?"),
    "minutes": _("%(count)s min"),
    "live_start": _("Start live"),
    "live_stop": _("Stop live"),
    "live_hidden": _("Live is paused while this page is hidden."),
    "live_slow": _("The connection is slow. Live waits for the answer."),
    "live_looking": _("Looking for your face …"),
    "live_waiting": _("Live is waiting …"),
    "live_no_face": _("No face is in view. Live goes on when there is one."),
    "looking": _("Asking what the network looked at …"),
    "why": _("From the list: %(list)s"),
    "used_up": _("All movies of this list were shown or set aside."),
    "all_seen": _("You have seen every movie of this list."),
    "none_fits": _("No other movie of this list has this length and decade."),
    "choices_counted": _(
        "Saved for tonight: %(saved)s. Seen: %(seen)s. Not for you: %(unwanted)s."
    ),
    "remove": _("Remove"),
    "remove_title": _("Remove %(title)s"),
    "cleared": _("Your choices are forgotten."),
    "replaced": _("%(title)s is set aside. In its place: %(other)s."),
    "others": _("Show me others"),
    "start_again": _("Start again"),
}
"""What the scripts say; `%(name)s` is filled in by `text()` of static/js/viewer/texts.js."""

PLURAL_FORMS = {"one": 1, "other": 2}
"""Names of plural forms with a number that each stands for. Source: Unicode CLDR, plural rules;
English, German, Spanish and Hindi have these two (Spanish a third one, for millions)."""


def plural_texts() -> dict[str, dict[str, str]]:
    """Return what the scripts say of a number, by plural form; `%(count)s` is filled in there."""
    count = "%(count)s"
    return {
        "movies_shown": {
            form: ngettext(
                "%(count)s movie is shown.", "%(count)s movies are shown.", number, count=count
            )
            for form, number in PLURAL_FORMS.items()
        }
    }


PROBLEMS = {
    "NoFaceFound": (_("No face found"), SCRIPT_TEXTS["no_face"]),
    "UnreadableImage": (
        _("This photo cannot be read"),
        _("The photo could not be read. Choose a whole JPEG, PNG, WebP or GIF."),
    ),
    "ImageCutShort": (
        _("This photo is cut short"),
        _("The photo is cut short: its end is missing. Choose the whole file."),
    ),
    "ImageTooLarge": (
        _("This photo is too large"),
        _("The photo is too large. Choose one of at most 10 MB and 13 megapixels, or a JPEG of 40."),
    ),
    "ImageTooSmall": (
        _("This photo is too small"),
        _("The photo is too small to hold a face. Choose a larger one."),
    ),
    "EmptyMoodList": (
        _("Empty mood list"),
        _("This list has no movies yet. Choose another mood."),
    ),
    "UnknownMoodList": (
        _("Unknown mood list"),
        _("There is no such list. Choose a mood."),
    ),
}
"""Title and sentence of every error that a viewer can meet."""


def in_words(text: str) -> str:
    """Return a sentence in the visitor's language; a text that is none stays as it is."""
    if not isinstance(text, Sentence):
        return text
    values = {
        name: in_words(value) if isinstance(value, str) else value
        for name, value in text.values.items()
    }
    return str(gettext(text.template, **values))


def problem_in_words(error: MoodRecommenderError) -> tuple[str, str]:
    """Return the title and the sentence of an error in the visitor's language.

    English has the error's own sentence, with its figures; so has every error that is said in a
    `Sentence`, and every other one of the curators.
    """
    own = (in_words(error.title), in_words(error.args[0]))
    language = get_locale()
    if language is None or language.language == "en":
        return own
    return PROBLEMS.get(type(error).__name__, own)
