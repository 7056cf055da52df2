import pytest
from flask.testing import FlaskClient

from mood_recommender.curating.curators import add_curator
from tests.web.sign_in import PASSWORD, sign_in


@pytest.fixture
def curator(client: FlaskClient) -> FlaskClient:
    """The browser of a curator, ada, who has signed in."""
    add_curator("ada", PASSWORD)
    sign_in(client)
    return client
