from flask import Blueprint
from flask_security import auth_required

bp = Blueprint("admin", __name__)


@bp.before_request
@auth_required("session")
def require_curator() -> None:
    """Nothing here is for strangers: they are sent to the sign-in page and come back after it."""


@bp.get("/", strict_slashes=False)
def overview() -> str:
    return "hello"
