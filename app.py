"""What gunicorn and the `flask` command load."""

import sys

from mood_recommender import create_app
from mood_recommender.errors import MoodRecommenderError

# A worker that ends with this status ends gunicorn; after any other it starts the next one.
WORKER_BOOT_ERROR = 3

try:
    app = create_app()
except MoodRecommenderError as error:
    print(f"Error: {error}", file=sys.stderr)
    sys.exit(WORKER_BOOT_ERROR if "gunicorn" in sys.modules else 1)
