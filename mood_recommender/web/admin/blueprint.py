"""What all of the curators' pages share: the role that they ask for, and names for templates."""

from flask import Blueprint, request
from flask_babel import lazy_gettext as _
from flask_security import auth_required

from mood_recommender.curating import history
from mood_recommender.curating.curators import check_role
from mood_recommender.web.admin.sign_in import current_curator
from mood_recommender.web.admin.subjects import SUBJECTS
from mood_recommender.web.site import texts

bp = Blueprint("admin", __name__)

MOVIE = "<int(max=999999999):movie_id>"
"""Part of an address; a longer number is nothing that a database could look up."""
LAST_PAGE = 1_000_000

CHANGE_NAMES = {
    ("movies", "add"): _("Added"),
    ("movies", "edit"): _("Edited"),
    ("movies", "delete"): _("Deleted"),
    ("mood_entries", "add"): _("Added to a list"),
    ("mood_entries", "move"): _("Moved in a list"),
    ("mood_entries", "delete"): _("Removed from a list"),
}
"""What a change did, by the table and the action of the history."""


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
        "subject_of": lambda change: history.name_of(change, SUBJECTS),
    }


def page_number() -> int:
    """Return the page of a list that is asked for, from 1."""
    return min(request.args.get("page", 1, type=int), LAST_PAGE)
