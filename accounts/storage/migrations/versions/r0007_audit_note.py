"""Why somebody of the staff looked: a note on an audit entry.

Written out in plain types: a revision must not change when the tables modules do.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("audit_entries", sa.Column("note", sa.String(200)))


def downgrade() -> None:
    op.drop_column("audit_entries", "note")
