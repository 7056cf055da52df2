"""What was changed, and taking it back."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug import Response as Redirect

from mood_recommender.curating import history
from mood_recommender.web.admin.blueprint import bp, page_number
from mood_recommender.web.admin.sign_in import current_curator
from mood_recommender.web.admin.subjects import SUBJECTS

CHANGE = "<int(max=999999999):change_id>"
"""Part of an address; a longer number is nothing that a database could look up."""


@bp.get("/changes")
def changes() -> str:
    """Show who changed what, the latest first."""
    return render_template("admin/changes.html", page=history.recent_changes(page=page_number()))


@bp.post(f"/changes/{CHANGE}/undo")
def undo(change_id: int) -> Redirect:
    """Put a row back to what it was before a change."""
    history.undo(history.get_change(change_id), SUBJECTS, current_curator())
    flash(_("The change is undone."), "success")
    return redirect(url_for(".changes"))
