"""the time that a speaker declined, so that they can be asked for another one.

Revision 0012, after 0011, written 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op


revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

COLUMNS = ("declined_starts_at", "declined_ends_at")


def upgrade():
    for column in COLUMNS:
        op.add_column("session_speaker", sa.Column(column, sa.DateTime(timezone=True), nullable=True))
    # Who declined before this was kept, declined the time that the session has, as far as anybody can tell.
    for column, of_placement in zip(COLUMNS, ("starts_at", "ends_at"), strict=True):
        op.execute(
            f"UPDATE session_speaker SET {column} = (SELECT placement.{of_placement} FROM placement "
            "WHERE placement.session_id = session_speaker.session_id) WHERE state = 'declined'"
        )


def downgrade():
    for column in reversed(COLUMNS):
        op.drop_column("session_speaker", column)
