"""Every table that has a history, with how its changes are named and undone."""

from mood_recommender.catalog import history as catalog
from mood_recommender.curating.history import Subjects

SUBJECTS: Subjects = {**catalog.SUBJECTS}
