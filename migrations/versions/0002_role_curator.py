"""role of curators

Revision ID: 0002
Revises: 0001
Create Date: 2026-11-28 09:30:00

"""

from alembic import op
import sqlalchemy as sa

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

curators = sa.table("curators", sa.column("id"))
roles = sa.table("roles", sa.column("id"), sa.column("name"), sa.column("description"))
curator_roles = sa.table("curator_roles", sa.column("curator_id"), sa.column("role_id"))

ROLE = roles.c.name == "curator"


def upgrade():
    """Until now every account was a curator's, so every one of them gets the role."""
    literals = (sa.literal("curator"), sa.literal("May change the catalog and its lists"))
    there = sa.select(sa.literal(1)).select_from(roles).where(ROLE).exists()
    one = sa.select(*literals).where(~there)
    op.execute(roles.insert().from_select(["name", "description"], one))
    have = sa.select(curator_roles.c.curator_id).join(
        roles, sa.and_(roles.c.id == curator_roles.c.role_id, ROLE)
    )
    all_others = (
        sa.select(curators.c.id, roles.c.id)
        .select_from(curators.join(roles, ROLE))
        .where(curators.c.id.not_in(have))
    )
    op.execute(curator_roles.insert().from_select(["curator_id", "role_id"], all_others))


def downgrade():
    role = sa.select(roles.c.id).where(ROLE).scalar_subquery()
    op.execute(curator_roles.delete().where(curator_roles.c.role_id == role))
    op.execute(roles.delete().where(ROLE))
