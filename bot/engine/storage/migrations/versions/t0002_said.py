"""What customers said, over all conversations in the order of time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "t0002"
down_revision = "t0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    said = sa.text("type_name = 'user'")
    op.create_index(
        "ix_tracker_events_said",
        "tracker_events",
        ["timestamp", "sender_id", "seq"],
        sqlite_where=said,
        postgresql_where=said,
    )


def downgrade() -> None:
    op.drop_index("ix_tracker_events_said", table_name="tracker_events")
