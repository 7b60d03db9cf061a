"""The inbox, in plain types that do not follow the tables module."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "i0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inbox_bookmark",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("timestamp", sa.Float(), nullable=False),
        sa.Column("conversation_id", sa.String(255), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("collected_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_inbox_bookmark"),
    )
    op.execute(
        "INSERT INTO inbox_bookmark (id, timestamp, conversation_id, seq) VALUES (1, 0, '', 0)"
    )
    op.create_table(
        "inbox_watched",
        sa.Column("conversation_id", sa.String(255), nullable=False),
        sa.Column("first_seq", sa.Integer(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("next_look_at", sa.DateTime(), nullable=False),
        sa.Column("signals", sa.String(300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_inbox_watched"),
    )
    op.create_index("ix_inbox_watched_next_look_at", "inbox_watched", ["next_look_at"])
    op.create_table(
        "inbox_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_inbox_groups"),
        sqlite_autoincrement=True,
    )
    _items()
    op.create_table(
        "inbox_sightings",
        sa.Column("conversation", sa.String(32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("item_id", sa.String(32), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("reasons", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("conversation", "seq", name="pk_inbox_sightings"),
    )
    op.create_index("ix_inbox_sightings_item_id", "inbox_sightings", ["item_id"])
    op.create_index("ix_inbox_sightings_at", "inbox_sightings", ["at"])
    op.create_table(
        "inbox_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("author", sa.String(40), nullable=False),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_inbox_decisions"),
    )
    op.create_index("ix_inbox_decisions_item_id", "inbox_decisions", ["item_id"])


def _items() -> None:
    op.create_table(
        "inbox_items",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.Column("reasons", sa.String(100), nullable=False),
        sa.Column("reading", sa.JSON(), nullable=False),
        sa.Column("entities", sa.JSON(), nullable=False),
        sa.Column("suggested", sa.String(100)),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(255)),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("assignee", sa.String(40)),
        sa.Column("label", sa.JSON()),
        sa.Column("decided_by", sa.String(40)),
        sa.Column("decided_at", sa.DateTime()),
        sa.Column("change_id", sa.String(40)),
        sa.Column("teaching_since", sa.DateTime()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_inbox_items"),
        sa.UniqueConstraint("key", name="uq_inbox_items_key"),
    )
    op.create_index("ix_inbox_items_group_id", "inbox_items", ["group_id"])
    op.create_index("ix_inbox_items_listing", "inbox_items", ["state", "last_at"])


def downgrade() -> None:
    for table in ("decisions", "sightings", "items", "groups", "watched", "bookmark"):
        op.drop_table(f"inbox_{table}")
