"""giving back.

Revision 0005, after 0004, written 2026-11-24.
"""

import sqlalchemy as sa
from alembic import op


revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade():
    # Not as a batch: SQLite would make the table anew, and others refer to its rows.
    op.add_column(
        "registration", sa.Column("part", sa.String(8), server_default="attendee", nullable=False)
    )
    op.create_table(
        "mailing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('still_coming', 'morning')", name=op.f("ck_mailing_kind")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_mailing_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailing")),
        sa.UniqueConstraint("event_id", "kind", name=op.f("uq_mailing_event_id_kind")),
    )
    op.create_table(
        "seat_release",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_seat_release_event_id_event")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_seat_release_session_id_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_release")),
    )
    op.create_index("ix_seat_release_session_id", "seat_release", ["session_id"])


def downgrade():
    op.drop_table("seat_release")
    op.drop_table("mailing")
    op.drop_column("registration", "part")
