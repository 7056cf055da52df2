"""Movies and lists from a file, and back into one."""

from flask import Response, flash, redirect, render_template, request, stream_with_context, url_for
from flask_babel import gettext as _
from werkzeug import Response as Redirect

from mood_recommender.catalog import exporters, importers
from mood_recommender.extensions import csrf
from mood_recommender.web.admin import uploads
from mood_recommender.web.admin.blueprint import bp
from mood_recommender.web.admin.forms import UploadForm
from mood_recommender.web.admin.sign_in import current_curator
from mood_recommender.web.site.texts import in_words


@bp.get("/import")
def ask_for_import() -> str:
    """Ask for a CSV file."""
    return render_template("admin/import.html", form=UploadForm())


@bp.post("/import")
def preview_import() -> str:
    """Show what a CSV file would change; nothing is written."""
    form = UploadForm()
    if not form.validate_on_submit():
        return render_template("admin/import.html", form=form)
    return render_template(
        "admin/import_preview.html", preview=form.preview, upload=form.upload.name
    )


# Asked for every page, the token would make us read a file before we know who sends it;
# `auth_required` asks for it once it knows.
csrf.exempt(preview_import)


@bp.post("/import/confirm")
def confirm_import() -> Redirect:
    """Import what was previewed; it is read anew, since the catalog may have changed meanwhile."""
    path, name = uploads.kept_upload(request.form.get("upload", ""))
    counts = importers.import_file(path, current_curator(), name)
    uploads.forget_upload()
    flash(_("The file is imported: %(counts)s.", counts=in_words(counts.told())), "success")
    return redirect(url_for(".overview"))


@bp.get("/export")
def export() -> Response:
    """Send the catalog and its lists as CSV, as the import takes it."""
    headers = {"Content-Disposition": "attachment; filename=movies.csv"}
    rows = stream_with_context(exporters.export_movies_csv())
    return Response(rows, mimetype="text/csv", headers=headers)
