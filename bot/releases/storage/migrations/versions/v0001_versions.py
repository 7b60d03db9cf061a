"""Versions, their answers, the pointer, trainings and servers, in plain types."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "release_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("author", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("released_at", sa.DateTime()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("data_hash", sa.String(64), nullable=False),
        sa.Column("examples", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("figures", sa.JSON()),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("comparison", sa.JSON()),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_release_versions"),
    )
    op.create_index("ix_release_versions_state", "release_versions", ["state"])
    op.create_table(
        "release_answers",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("version_id", name="pk_release_answers"),
        _to_version("release_answers"),
    )
    op.create_table(
        "release_pointer",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("version_id", sa.Integer()),
        sa.Column("moved_at", sa.DateTime()),
        sa.Column("moved_by", sa.String(40)),
        sa.PrimaryKeyConstraint("id", name="pk_release_pointer"),
        _to_version("release_pointer"),
    )
    op.execute("INSERT INTO release_pointer (id) VALUES (1)")
    _jobs_and_servers()


def _jobs_and_servers() -> None:
    op.create_table(
        "release_jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("step", sa.String(20), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("alive_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime()),
        sa.Column("host", sa.String(200), nullable=False),
        sa.Column("pid", sa.Integer()),
        sa.Column("version_id", sa.Integer()),
        sa.Column("problem", sa.JSON()),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_release_jobs"),
        _to_version("release_jobs"),
    )
    op.create_index("ix_release_jobs_state", "release_jobs", ["state"])
    op.create_table(
        "release_servers",
        sa.Column("server", sa.String(200), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("problem", sa.JSON()),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("server", name="pk_release_servers"),
        _to_version("release_servers"),
    )


def _to_version(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_version_id"
    return sa.ForeignKeyConstraint(["version_id"], ["release_versions.id"], name=name)


def downgrade() -> None:
    for table in ("release_servers", "release_jobs", "release_pointer", "release_answers"):
        op.drop_table(table)
    op.drop_table("release_versions")
