"""What gunicorn and the `flask` command load."""

from mood_recommender import create_app

app = create_app()
