"""wishes.

Revision 0006, after 0005, written 2026-11-24.
"""

import sqlalchemy as sa
from alembic import op


revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade():
    # Not as a batch: SQLite would make the table anew, and others refer to its rows.
    op.add_column(
        "slot", sa.Column("mode", sa.String(12), server_default="first_come", nullable=False)
    )
    op.create_table(
        "wish_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=26), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=True),
        sa.CheckConstraint(
            "(published_at IS NULL) = (rule IS NULL)", name=op.f("ck_wish_round_published")
        ),
        sa.CheckConstraint(
            "rule IN ('fewest-disappointed', 'most-first-choices')", name=op.f("ck_wish_round_rule")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_wish_round_event_id_event")),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_wish_round_slot_id_slot")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish_round")),
        sa.UniqueConstraint("slot_id", name=op.f("uq_wish_round_slot_id")),
    )
    op.create_table(
        "wish_party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["wish_round.id"], name=op.f("fk_wish_party_round_id_wish_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish_party")),
        sa.UniqueConstraint("round_id", "key", name=op.f("uq_wish_party_round_id_key")),
    )
    op.create_table(
        "wish_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("companion", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["party_id"], ["wish_party.id"], name=op.f("fk_wish_member_party_id_wish_party")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_wish_member_registration_id_registration")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["wish_round.id"], name=op.f("fk_wish_member_round_id_wish_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish_member")),
        sa.UniqueConstraint(
            "round_id", "registration_id", name=op.f("uq_wish_member_round_id_registration_id")
        ),
    )
    op.create_index("ix_wish_member_party_id", "wish_member", ["party_id"])
    op.create_table(
        "wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["wish_party.id"], name=op.f("fk_wish_party_id_wish_party")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_wish_session_id_session")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish")),
        sa.UniqueConstraint("party_id", "rank", name=op.f("uq_wish_party_id_rank")),
        sa.UniqueConstraint("party_id", "session_id", name=op.f("uq_wish_party_id_session_id")),
    )
    op.create_index("ix_wish_session_id", "wish", ["session_id", "rank"])


def downgrade():
    op.drop_table("wish")
    op.drop_table("wish_member")
    op.drop_table("wish_party")
    op.drop_table("wish_round")
    op.drop_column("slot", "mode")
