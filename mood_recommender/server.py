"""How gunicorn serves the application: `gunicorn --config python:mood_recommender.server app:app`.

The names are gunicorn's settings: https://docs.gunicorn.org/en/stable/settings.html
"""

# A bad setting or weights file ends the start, before a port is open and workers die behind it.
# It also lets the workers share what they do not change.
preload_app = True
workers = 2
threads = 4
loglevel = "warning"
limit_request_line = 8190
"""Bytes of an address, the most that gunicorn takes; a thousand movies fit into `exclude`."""
