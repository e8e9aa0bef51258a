"""sign-up of a session, and its figures over time.

Revision 0003, after 0002, written 2026-11-24.
"""

import sqlalchemy as sa
from alembic import op


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("session", sa.Column("sign_up", sa.String(6), server_default="open", nullable=False))
    op.create_table(
        "session_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_session_figure_session_id_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_figure")),
    )
    op.create_index("ix_session_figure_session_id", "session_figure", ["session_id", "at"])


def downgrade():
    # Not as a batch: SQLite would make the table anew, and others refer to its rows.
    op.drop_index("ix_session_figure_session_id", "session_figure")
    op.drop_table("session_figure")
    op.drop_column("session", "sign_up")
