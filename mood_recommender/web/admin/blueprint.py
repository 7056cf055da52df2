"""What all of the curators' pages share: the role that they ask for, and names for templates."""

from flask import Blueprint, request
from flask.blueprints import BlueprintSetupState
from flask_babel import lazy_gettext as _
from flask_security import auth_required

from mood_recommender.catalog.movie_fields import FIELD_NAMES
from mood_recommender.curating import history
from mood_recommender.curating.curators import check_role
from mood_recommender.web.admin.sign_in import current_curator
from mood_recommender.web.admin.subjects import SUBJECTS
from mood_recommender.web.site import texts

bp = Blueprint("admin", __name__)

MOVIE = "<int(max=999999999):movie_id>"
"""Part of an address; a longer number is nothing that a database could look up."""
LAST_PAGE = 1_000_000
PREVIEW_IMPORT = "admin.preview_import"
"""The endpoint that takes files of movies."""
MAX_IMPORT_BYTES = 200 * 2**20
"""Largest CSV file that the page takes; 100,000 films with all their words are about 60 MB."""

CHANGE_NAMES = {
    ("movies", "add"): _("Added"),
    ("movies", "edit"): _("Edited"),
    ("movies", "delete"): _("Deleted"),
    ("mood_entries", "add"): _("Added to a list"),
    ("mood_entries", "move"): _("Moved in a list"),
    ("mood_entries", "delete"): _("Removed from a list"),
    ("imports", "add"): _("Imported"),
    ("imports", "delete"): _("Import undone"),
}
"""What a change did, by the table and the action of the history."""


@bp.record
def name_large_files(state: BlueprintSetupState) -> None:
    """Tell the server, which collects requests before a view sees them, where files are large."""
    state.app.config["UPLOADS_ON_DISK"] = {f"{state.url_prefix}/import": MAX_IMPORT_BYTES}


@bp.before_request
def take_large_files() -> None:
    """Let a file of movies be larger than anything else that is sent to us, and lie on the disk.

    Before the role is asked for, because whoever asks for the token reads the form.
    """
    if request.endpoint == PREVIEW_IMPORT:
        request.max_content_length = MAX_IMPORT_BYTES
        request.on_disk = True  # type: ignore[attr-defined]


@bp.before_request
@auth_required("session")
def require_curator() -> None:
    """Send strangers to the sign-in page, which brings them back here; let in only curators."""
    check_role(current_curator())


@bp.context_processor
def template_names() -> dict[str, object]:
    """Name what every one of these pages shows."""
    return {
        "list_names": texts.LIST_NAMES,
        "genre_names": texts.GENRE_NAMES,
        "change_names": CHANGE_NAMES,
        "subject_of": lambda change: texts.in_words(history.name_of(change, SUBJECTS)),
        "in_words": texts.in_words,
        "field_names": FIELD_NAMES,
    }


def page_number() -> int:
    """Return the page of a list that is asked for, from 1."""
    return min(request.args.get("page", 1, type=int), LAST_PAGE)
