"""What gunicorn and the `flask` command load."""

import sys

from mood_recommender import create_app
from mood_recommender.errors import MoodRecommenderError

try:
    app = create_app()
except MoodRecommenderError as error:
    sys.exit(f"Error: {error}")
