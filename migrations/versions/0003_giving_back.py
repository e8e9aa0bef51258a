"""giving back.

Revision 0003, after 0002, written 2026-11-24.
"""

import sqlalchemy as sa
from alembic import op


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade():
    # Not as a batch: SQLite would make the table anew, and others refer to its rows.
    op.add_column(
        "registration", sa.Column("part", sa.String(8), server_default="attendee", nullable=False)
    )


def downgrade():
    op.drop_column("registration", "part")
