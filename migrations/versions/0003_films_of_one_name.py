"""films of one title and year, told apart by their IMDb ids

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-28 10:00:00

"""

from contextlib import contextmanager

from alembic import context, op
import sqlalchemy as sa

# As it is today, not as it was when this was written: titles are looked up in today's spelling.
from mood_recommender.catalog.spelling import spell

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

movies = sa.table(
    "movies",
    *(sa.column(name) for name in ("id", "title", "year", "search_text", "imdb_id", "imdb_key")),
)

OLD, NEW = "uq_movies_title_year", "uq_movies_title_year_imdb_key"


def upgrade():
    columns, constraints = what_is_there()
    with rebuilt() as table:
        if "imdb_key" not in columns:
            key = sa.Column("imdb_key", sa.String(length=12), nullable=False, server_default="")
            table.add_column(key)
        if NEW not in constraints:
            table.create_unique_constraint(NEW, ["title", "year", "imdb_key"])
        if OLD in constraints:
            table.drop_constraint(OLD, type_="unique")
    op.execute(movies.update().values(imdb_key=sa.func.coalesce(movies.c.imdb_id, "")))
    if not context.is_offline_mode():
        spell_titles()


def downgrade():
    """Fails where two films have one title and year: the old table cannot hold them."""
    with rebuilt() as table:
        table.create_unique_constraint(OLD, ["title", "year"])
        table.drop_constraint(NEW, type_="unique")
        table.drop_column("imdb_key")


def what_is_there():
    """MySQL keeps the steps of a migration that was cut off; they are not to be done again."""
    if context.is_offline_mode():
        return set(), {OLD}
    table = sa.inspect(op.get_bind())
    return (
        {column["name"] for column in table.get_columns("movies")},
        {constraint["name"] for constraint in table.get_unique_constraints("movies")},
    )


@contextmanager
def rebuilt():
    """SQLite makes the table anew; it must go on to give no id twice."""
    with op.batch_alter_table("movies", table_kwargs={"sqlite_autoincrement": True}) as table:
        last = last_id()
        yield table
    if last is not None:
        op.execute(sa.text(f"UPDATE sqlite_sequence SET seq = {last:d} WHERE name = 'movies'"))


def last_id():
    if context.is_offline_mode() or op.get_bind().dialect.name != "sqlite":
        return None
    last = sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'movies'")
    return op.get_bind().scalar(last)


def spell_titles():
    """Give every title the spelling in which films are looked up, but for twins that are there."""
    bind = op.get_bind()
    rows = bind.execute(
        sa.select(movies.c.id, movies.c.title, movies.c.year, movies.c.search_text)
    ).all()
    taken = {(title, year) for _, title, year, _ in rows}
    for number, title, year, search_text in rows:
        spelled = {"title": spell(title), "search_text": spell(search_text)}
        key = spelled["title"], year
        if spelled["title"] == title or key in taken:
            continue
        taken.add(key)
        bind.execute(movies.update().where(movies.c.id == number).values(spelled))
