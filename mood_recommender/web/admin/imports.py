"""Movies and lists from a file, and back into one."""

from flask import Response, flash, redirect, render_template, request, stream_with_context, url_for
from flask_babel import gettext as _
from werkzeug import Response as Redirect

from mood_recommender.catalog import exporters, importers
from mood_recommender.web.admin.blueprint import bp
from mood_recommender.web.admin.forms import UploadForm
from mood_recommender.web.admin.sign_in import current_curator


@bp.route("/import", methods=["GET", "POST"])
def preview_import() -> str:
    """Ask for a CSV file and show what it would change; nothing is written."""
    form = UploadForm()
    if not form.validate_on_submit():
        return render_template("admin/import.html", form=form)
    return render_template("admin/import_preview.html", preview=form.preview, text=form.text)


@bp.post("/import/confirm")
def confirm_import() -> Redirect:
    """Import what was previewed; it is read anew, since the catalog may have changed meanwhile."""
    preview = importers.read_movies_csv(request.form.get("text", ""))
    counts = importers.import_movies(preview, current_curator())
    flash(_("The file is imported: %(counts)s.", counts=counts), "success")
    return redirect(url_for(".overview"))


@bp.get("/export")
def export() -> Response:
    """Send the catalog and its lists as CSV, as the import takes it."""
    headers = {"Content-Disposition": "attachment; filename=movies.csv"}
    rows = stream_with_context(exporters.export_movies_csv())
    return Response(rows, mimetype="text/csv", headers=headers)
