"""Who confirmed a release in spite of doubts; replayed messages of the weaker mask go."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0002"
down_revision = "v0001"
branch_labels = None
depends_on = None

_VERSIONS = sa.table(
    "release_versions", sa.column("id", sa.Integer()), sa.column("comparison", sa.JSON())
)


def upgrade() -> None:
    with op.batch_alter_table("release_versions") as table:
        table.add_column(sa.Column("confirmation", sa.JSON()))
    connection = op.get_bind()
    kept = sa.select(_VERSIONS.c.id, _VERSIONS.c.comparison)
    for number, comparison in connection.execute(kept).all():
        replay = (comparison or {}).get("replay")
        if not replay or not replay.get("changed"):
            continue
        # They were masked as logs are; the stricter mask needs the text as it was said.
        emptied = {**comparison, "replay": {**replay, "changed": [], "gone": True}}
        row = sa.update(_VERSIONS).where(_VERSIONS.c.id == number)
        connection.execute(row.values(comparison=emptied))


def downgrade() -> None:
    with op.batch_alter_table("release_versions") as table:
        table.drop_column("confirmation")
