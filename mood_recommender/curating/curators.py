"""The curators themselves: added by name and password, and asked for their role."""

from typing import cast

from flask_security import hash_password

from mood_recommender.curating.models import CURATOR, Curator
from mood_recommender.errors import MoodRecommenderError
from mood_recommender.errors import Sentence as _
from mood_recommender.extensions import db, security


class UsernameTaken(MoodRecommenderError):
    """A curator of this name is there already."""

    status = 409
    title = "Username taken"


class InvalidUsername(MoodRecommenderError):
    """The name is too short, too long or holds a character that names cannot hold."""

    title = "Invalid username"


class WeakPassword(MoodRecommenderError):
    """The password is shorter than 12 characters or longer than 128."""

    title = "Weak password"


class NotACurator(MoodRecommenderError):
    """The account that is signed in has not the role of a curator."""

    status = 403
    title = _("Only for curators")


def add_curator(username: str, password: str) -> Curator:
    """Add an account with the role of a curator.

    Upper and lower case are the same in a username, not in a password. Raises InvalidUsername,
    UsernameTaken or WeakPassword.
    """
    problem, name = security.username_util.validate(username)
    if problem or not name:
        raise InvalidUsername(f"{problem or 'A curator needs a username'}.")
    if security.datastore.find_user(case_insensitive=True, username=name):
        raise UsernameTaken(f"A curator named {name} is there already; choose another name.")
    problems, password = security.password_util.validate(password, is_register=True)
    if problems:
        raise WeakPassword(f"{problems[0]}.")
    curator = security.datastore.create_user(
        username=name, password=hash_password(password), roles=[CURATOR]
    )
    db.session.commit()
    return cast(Curator, curator)


def check_role(account: Curator) -> None:
    """Raise NotACurator unless the account has the role of a curator."""
    if not account.has_role(CURATOR):
        raise NotACurator(
            _(
                "The account %(name)s has no right to these pages; ask whoever runs this site, or "
                "sign in with another one.",
                name=account.username,
            )
        )
