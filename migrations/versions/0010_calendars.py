"""own calendars that can be replaced, alarms, and the address of a session on line.

Revision 0010, after 0009, written 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op


revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

OWNERS = ("registration", "speaker_link", "role")


def upgrade():
    # Not as batches: SQLite would make the tables anew, and others refer to their rows.
    for table in OWNERS:
        op.add_column(table, sa.Column("calendar_version", sa.Integer(), server_default="1", nullable=False))
        op.add_column(table, sa.Column("alarm_minutes", sa.Integer(), nullable=True))
        op.add_column(table, sa.Column("alarm_sequence", sa.Integer(), server_default="0", nullable=False))
        op.add_column(table, sa.Column("alarm_changed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("session", sa.Column("setup_sequence", sa.Integer(), server_default="0", nullable=False))
    op.create_index("ix_speaker_registration_id", "speaker", ["registration_id"])
    op.add_column("session", sa.Column("online_url", sa.String(length=500), server_default="", nullable=False))


def downgrade():
    op.drop_column("session", "online_url")
    op.drop_column("session", "setup_sequence")
    op.drop_index("ix_speaker_registration_id", table_name="speaker")
    for table in reversed(OWNERS):
        op.drop_column(table, "alarm_changed_at")
        op.drop_column(table, "alarm_sequence")
        op.drop_column(table, "alarm_minutes")
        op.drop_column(table, "calendar_version")
