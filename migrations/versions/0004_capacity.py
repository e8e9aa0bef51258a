"""capacity.

Revision 0004, after 0003: seats held back, a stated risk, and what rooms have and sessions need.
"""

import sqlalchemy as sa
from alembic import op


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

FOLLOWS_ROOMS = """
    UPDATE session SET capacity_by_hand = (capacity <> (
        SELECT COALESCE(SUM(CASE WHEN room.seats < room.fire_limit THEN room.seats ELSE room.fire_limit END), 0)
        FROM placement
        JOIN placement_room ON placement_room.placement_id = placement.id
        JOIN room ON room.id = placement_room.room_id
        WHERE placement.session_id = session.id
    )) WHERE capacity IS NOT NULL
"""


def upgrade():
    op.create_table(
        "held_seats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("cluster_id", sa.Integer(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("returns_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(purpose = 'cluster') = (cluster_id IS NOT NULL)", name=op.f("ck_held_seats_cluster")
        ),
        sa.CheckConstraint(
            "purpose IN ('speakers', 'press', 'cluster', 'other')", name=op.f("ck_held_seats_purpose")
        ),
        sa.CheckConstraint("seats > 0", name=op.f("ck_held_seats_seats")),
        sa.ForeignKeyConstraint(
            ["cluster_id"], ["cluster.id"], name=op.f("fk_held_seats_cluster_id_cluster")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_held_seats_session_id_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_seats")),
    )
    kept = sa.text("returned_at IS NULL")
    op.create_index("ix_held_seats_session_id", "held_seats", ["session_id"])
    op.create_index(
        "ix_held_seats_returns_at", "held_seats", ["returns_at"], sqlite_where=kept, postgresql_where=kept
    )
    # Not as a batch: SQLite would make the tables anew, and others refer to their rows.
    op.add_column("room", sa.Column("equipment", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("session", sa.Column("needs", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("session", sa.Column("chance", sa.Double(), server_default="0", nullable=False))
    op.add_column(
        "session", sa.Column("capacity_by_hand", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.execute(FOLLOWS_ROOMS)


def downgrade():
    for column in ("capacity_by_hand", "chance", "needs"):
        op.drop_column("session", column)
    op.drop_column("room", "equipment")
    op.drop_index("ix_held_seats_returns_at", table_name="held_seats")
    op.drop_index("ix_held_seats_session_id", table_name="held_seats")
    op.drop_table("held_seats")
