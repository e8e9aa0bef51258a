"""when a session's set-up changed, and where entries of a role that is given again go on.

Revision 0011, after 0010, written 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op


revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade():
    # Not as batches: SQLite would make the tables anew, and others refer to their rows.
    op.add_column("session", sa.Column("setup_changed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("user", sa.Column("calendar_sequence", sa.Integer(), server_default="0", nullable=False))


def downgrade():
    op.drop_column("user", "calendar_sequence")
    op.drop_column("session", "setup_changed_at")
