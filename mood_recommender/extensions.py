"""The Flask extensions, unbound; `create_app` binds them to an application."""

from ipaddress import IPv4Address, IPv6Network, ip_address

from flask import request
from flask_babel import Babel
from flask_bootstrap import Bootstrap5  # type: ignore[import-untyped]
from flask_compress import Compress
from flask_limiter import Limiter
from flask_migrate import Migrate
from flask_security import Security
from flask_smorest import Api
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """Base of every model; its naming convention lets migrations name every constraint."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def visitor() -> str:
    """Return whom rate limits count: an IPv4 address, or the network of an IPv6 one.

    A household has a /64 of IPv6 to itself and may send every request from another address of it
    (RFC 6177); a proxy may name the port beside the address.
    """
    text = request.remote_addr or ""
    try:
        address = ip_address(_without_port(text))
    except ValueError:  # a socket of Unix, or a proxy that writes `unknown`
        return text
    if isinstance(address, IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Network((int(address), 64), strict=False))


def _without_port(text: str) -> str:
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text


db = SQLAlchemy(model_class=Base)
migrate = Migrate()
security = Security()
csrf = CSRFProtect()
limiter = Limiter(visitor, headers_enabled=True)
babel = Babel()
bootstrap = Bootstrap5()
compress = Compress()
api = Api()
