"""The curators' pages: movies, the list of each mood, import and export, what was changed.

Every view reads its input, calls the catalog once, and shows a page or goes to one. What the
catalog refuses comes back as an error with a sentence, or beside the fields of a form.
"""

from mood_recommender.web.admin import changes, imports, lists, movies, overview
from mood_recommender.web.admin.blueprint import bp

__all__ = ["bp", "changes", "imports", "lists", "movies", "overview"]
