"""Identity: challenges, codes, wrong tries, locks, grants, and the audit log with its triggers.

Written out in plain types: a revision must not change when the tables modules do.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_CONVERSATION = 255
_NUMBER = 32
_WORD = 40
_HASH = 200

_SQLITE_TRIGGERS = tuple(
    f"""
    CREATE TRIGGER audit_entries_no_{verb.lower()} BEFORE {verb} ON audit_entries
    BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END
    """
    for verb in ("UPDATE", "DELETE")
)
_POSTGRES_TRIGGERS = (
    """
    CREATE FUNCTION audit_entries_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'audit_entries is append-only'; END $$
    """,
    """
    CREATE TRIGGER audit_entries_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_refuse()
    """,
)


def upgrade() -> None:
    _asking()
    _proving()
    _auditing()


def _asking() -> None:
    op.create_table(
        "identity_numbers",
        sa.Column("number", sa.String(_NUMBER), primary_key=True),
        sa.Column("locked_until", sa.DateTime()),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.Column("last_code_at", sa.DateTime()),
        sa.Column("codes_on", sa.Date()),
        sa.Column("codes_sent", sa.Integer(), nullable=False),
    )
    op.create_table(
        "identity_challenges",
        sa.Column("conversation_id", sa.String(_CONVERSATION), primary_key=True),
        sa.Column("number", sa.String(_NUMBER), nullable=False),
        sa.Column("kind", sa.String(_WORD), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "identity_codes",
        sa.Column("conversation_id", sa.String(_CONVERSATION), primary_key=True),
        sa.Column("number", sa.String(_NUMBER), primary_key=True),
        sa.Column("code_hash", sa.String(_HASH), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
    )


def _proving() -> None:
    op.create_table(
        "identity_wrong_tries",
        sa.Column("conversation_id", sa.String(_CONVERSATION), primary_key=True),
        sa.Column("number", sa.String(_NUMBER), primary_key=True),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "identity_grants",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("conversation_id", sa.String(_CONVERSATION), nullable=False),
        sa.Column("number", sa.String(_NUMBER), nullable=False, index=True),
        sa.Column("credential", sa.String(_WORD), nullable=False),
        sa.Column("granted_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=False),
        sa.UniqueConstraint("conversation_id", "number", "credential"),
    )


def _auditing() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(_WORD), nullable=False),
        sa.Column("what", sa.String(_WORD), nullable=False),
        sa.Column("number", sa.String(_NUMBER), nullable=False),
        sa.Column("credential", sa.String(_WORD)),
        sa.Column("conversation_id", sa.String(_CONVERSATION), nullable=False),
    )
    op.create_index("ix_audit_entries_number_id", "audit_entries", ["number", "id"])
    postgres = op.get_bind().dialect.name == "postgresql"
    for trigger in _POSTGRES_TRIGGERS if postgres else _SQLITE_TRIGGERS:
        op.execute(trigger)


def downgrade() -> None:
    for name in (
        "audit_entries",
        "identity_grants",
        "identity_wrong_tries",
        "identity_codes",
        "identity_challenges",
        "identity_numbers",
    ):
        op.drop_table(name)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_entries_refuse()")
