"""Conversations, their messages, the turns owed and the buttons issued."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _conversations()
    _messages()
    _owed_turns()
    _issued_buttons()


def _conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(200), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("owner", sa.String(10), nullable=False),
        sa.Column("greeting", sa.String(10), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("last_customer_at", sa.DateTime()),
        sa.Column("last_bot_at", sa.DateTime()),
        sa.Column("idle_asked_at", sa.DateTime()),
        sa.Column("closed_at", sa.DateTime()),
        sa.Column("rating", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f("ck_conversations_rating_range")),
    )
    op.create_index("ix_conversations_silence", "conversations", ["owner", "last_bot_at"])


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("conversation_id", sa.String(200), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("author", sa.String(10), nullable=False),
        sa.Column("text", sa.Text()),
        sa.Column("buttons", sa.JSON()),
        sa.Column("image", sa.Text()),
        sa.Column("custom", sa.JSON()),
        sa.Column("client_id", sa.String(128)),
        sa.Column("reply_to", sa.Integer()),
        sa.PrimaryKeyConstraint("conversation_id", "seq", name="pk_messages"),
        sa.UniqueConstraint(
            "conversation_id", "client_id", name="uq_messages_conversation_id_client_id"
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name="fk_messages_conversation_id_conversations",
        ),
    )


def _owed_turns() -> None:
    op.create_table(
        "owed_turns",
        sa.Column("conversation_id", sa.String(200), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("turn", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "seq", name="pk_owed_turns"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name="fk_owed_turns_conversation_id_conversations",
        ),
    )


def _issued_buttons() -> None:
    op.create_table(
        "issued_buttons",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(200), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_issued_buttons"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name="fk_issued_buttons_conversation_id_conversations",
        ),
    )
    op.create_index("ix_issued_buttons_conversation_id", "issued_buttons", ["conversation_id"])


def downgrade() -> None:
    for table in ("issued_buttons", "owed_turns", "messages", "conversations"):
        op.drop_table(table)
