"""The page that a curator sees first."""

from flask import render_template

from mood_recommender.catalog import mood_lists, movies
from mood_recommender.curating import history
from mood_recommender.web.admin.blueprint import bp

SHORT_LIST = 20
"""A list with fewer movies is flagged: it is used up after one "show me others"."""


@bp.get("/", strict_slashes=False)
def overview() -> str:
    """Show how long each list is and what was changed last."""
    return render_template(
        "admin/overview.html",
        lengths=mood_lists.list_lengths(),
        short_list=SHORT_LIST,
        movie_count=movies.search_movies(per_page=1).total,
        changes=history.recent_changes(page=1).items[:5],
    )
