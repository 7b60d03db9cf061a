"""The knowledge base, in plain types that do not follow the tables module."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "k0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "knowledge_revision",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_knowledge_revision"),
    )
    op.execute("INSERT INTO knowledge_revision (id, number) VALUES (1, 0)")
    op.create_table(
        "knowledge_versions",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("article", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("owner_told_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("code", "number", name="pk_knowledge_versions"),
    )
    op.create_index("ix_knowledge_versions_state", "knowledge_versions", ["state"])
    op.create_table(
        "knowledge_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(40), nullable=False),
        sa.Column("event", sa.String(12), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_knowledge_steps"),
    )
    op.create_index("ix_knowledge_steps_code", "knowledge_steps", ["code"])
    op.create_table(
        "knowledge_opinions",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("conversation_id", sa.String(200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("useful", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", "conversation_id", name="pk_knowledge_opinions"),
    )
    op.create_table(
        "knowledge_unanswered",
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.Column("near", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_knowledge_unanswered"),
    )


def downgrade() -> None:
    op.drop_table("knowledge_unanswered")
    op.drop_table("knowledge_opinions")
    op.drop_index("ix_knowledge_steps_code", table_name="knowledge_steps")
    op.drop_table("knowledge_steps")
    op.drop_index("ix_knowledge_versions_state", table_name="knowledge_versions")
    op.drop_table("knowledge_versions")
    op.drop_table("knowledge_revision")
