"""the number of a phone's choice of gate.

Revision 0009, after 0008, written 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op


revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade():
    # Not as a batch: SQLite would make the table anew, and others refer to its rows.
    op.add_column("scan_device", sa.Column("gate_choice", sa.Integer(), server_default="0", nullable=False))


def downgrade():
    op.drop_column("scan_device", "gate_choice")
