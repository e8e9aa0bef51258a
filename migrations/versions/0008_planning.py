"""the programme's draft, its speakers, and what they hand in.

Revision 0008, after 0007, written 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op


revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
TABLES = (
    *("file_part", "stored_file", "speaker_link", "announcement", "draft_link"),
    *("plan_run", "accepted_clash", "draft_change", "walk", "availability"),
)


def upgrade():
    # Not as a batch: SQLite would make the tables anew, and others refer to their rows.
    for table, columns in _columns().items():
        for column in columns:
            op.add_column(table, column)
    _create_draft_tables()
    _create_speaker_tables()


def downgrade():
    for table in TABLES:
        op.drop_table(table)
    for table, columns in _columns().items():
        for column in columns:
            op.drop_column(table, column.name)


def _columns():
    """Return the new columns of each table, made anew: a column object belongs to one table."""
    return {
        "venue": [_number("walk_minutes", "5")],
        "event": [_number("draft_number")],
        "session": [
            sa.Column("minutes", sa.Integer(), nullable=True),
            _number("setup_minutes"),
            sa.Column("pinned", sa.Boolean(), server_default=sa.false(), nullable=False),
            _number("revision"),
            sa.Column("cluster_id", sa.Integer(), nullable=True),
            sa.Column("ready_at", TIME, nullable=True),
            _text("ready_by", 120),
            _text("ready_for", 20),
        ],
        "speaker": [
            _text("email", 254),
            _text("phone", 40),
            _text("language", 2, "nl"),
            sa.Column("needs", sa.Text(), server_default="", nullable=False),
            sa.Column("recording", sa.Boolean(), nullable=True),
            sa.Column("recording_at", TIME, nullable=True),
            _text("photo", 64),
            _number("focus_x", "500"),
            _number("focus_y", "500"),
            sa.Column("registration_id", sa.Integer(), nullable=True),
        ],
        "session_speaker": [
            _text("state", 10, "unasked"),
            sa.Column("agreed_starts_at", TIME, nullable=True),
            sa.Column("agreed_ends_at", TIME, nullable=True),
            sa.Column("answered_at", TIME, nullable=True),
            _text("answered_by", 120),
        ],
        "door_message": [sa.Column("announcement_id", sa.Integer(), nullable=True)],
        "release": [
            _text("kind", 10, "all"),
            sa.Column("of_number", sa.Integer(), nullable=True),
            _text("note", 300),
            _text("released_by", 120),
        ],
    }


def _number(name, default="0"):
    return sa.Column(name, sa.Integer(), server_default=default, nullable=False)


def _text(name, length, default=""):
    return sa.Column(name, sa.String(length), server_default=default, nullable=False)


def _to(table, column, other):
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _create_draft_tables():
    op.create_table(
        "availability",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=True),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("intervals", sa.JSON(), nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.Column("changed_by", sa.String(120), nullable=False),
        sa.CheckConstraint("(speaker_id IS NULL) <> (room_id IS NULL)", name=op.f("ck_availability_whose")),
        sa.CheckConstraint("state IN ('unknown', 'always', 'intervals')", name=op.f("ck_availability_state")),
        _to("availability", "event_id", "event"),
        _to("availability", "speaker_id", "speaker"),
        _to("availability", "room_id", "room"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_availability")),
        sa.UniqueConstraint("event_id", "speaker_id", name=op.f("uq_availability_event_id_speaker_id")),
        sa.UniqueConstraint("event_id", "room_id", name=op.f("uq_availability_event_id_room_id")),
    )
    op.create_table(
        "walk",
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("room_id < other_id", name=op.f("ck_walk_order")),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_walk_minutes")),
        _to("walk", "room_id", "room"),
        _to("walk", "other_id", "room"),
        sa.PrimaryKeyConstraint("room_id", "other_id", name=op.f("pk_walk")),
    )
    op.create_table(
        "draft_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("was", sa.JSON(), nullable=False),
        sa.Column("becomes", sa.JSON(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("undone", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("made_by", sa.String(120), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", TIME, nullable=False),
        _to("draft_change", "event_id", "event"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_change")),
        sa.UniqueConstraint("event_id", "number", name=op.f("uq_draft_change_event_id_number")),
    )
    op.create_table(
        "accepted_clash",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("accepted_by", sa.String(120), nullable=False),
        sa.Column("accepted_at", TIME, nullable=False),
        _to("accepted_clash", "event_id", "event"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accepted_clash")),
        sa.UniqueConstraint("event_id", "key", name=op.f("uq_accepted_clash_event_id_key")),
    )
    op.create_table(
        "draft_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("cluster_id", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.String(120), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("revoked_at", TIME, nullable=True),
        _to("draft_link", "event_id", "event"),
        _to("draft_link", "cluster_id", "cluster"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_draft_link_token_hash")),
    )
    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("sent_by", sa.String(120), nullable=False),
        sa.Column("sent_at", TIME, nullable=False),
        sa.Column("shown_until", TIME, nullable=False),
        _to("announcement", "event_id", "event"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
    op.create_index("ix_announcement_event_until", "announcement", ["event_id", "shown_until"])
    op.create_table(
        "plan_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("stop_wanted", sa.Boolean(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("draft_number", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(120), nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("heard_at", TIME, nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("progress", sa.JSON(), nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=True),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "status IN ('waiting', 'running', 'stopped', 'done', 'failed')", name=op.f("ck_plan_run_status")
        ),
        _to("plan_run", "event_id", "event"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_run")),
    )
    op.create_index("ix_plan_run_event_id", "plan_run", ["event_id", "status"])


def _create_speaker_tables():
    op.create_table(
        "speaker_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(36), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("made_by", sa.String(120), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("mailed_at", TIME, nullable=True),
        sa.Column("opened_at", TIME, nullable=True),
        sa.Column("revoked_at", TIME, nullable=True),
        sa.CheckConstraint("kind IN ('speaker', 'assistant')", name=op.f("ck_speaker_link_kind")),
        _to("speaker_link", "event_id", "event"),
        _to("speaker_link", "speaker_id", "speaker"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaker_link")),
        sa.UniqueConstraint("uid", name=op.f("uq_speaker_link_uid")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_speaker_link_token_hash")),
    )
    op.create_index("ix_speaker_link_speaker", "speaker_link", ["speaker_id"])
    op.create_table(
        "stored_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("media_type", sa.String(80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("handed_in_by", sa.String(120), nullable=False),
        sa.Column("handed_in_at", TIME, nullable=False),
        sa.Column("replaced_at", TIME, nullable=True),
        sa.CheckConstraint("kind IN ('photo', 'slides')", name=op.f("ck_stored_file_kind")),
        _to("stored_file", "event_id", "event"),
        _to("stored_file", "speaker_id", "speaker"),
        _to("stored_file", "session_id", "session"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
    )
    op.create_index("ix_stored_file_speaker", "stored_file", ["speaker_id"])
    op.create_index("ix_stored_file_digest", "stored_file", ["digest"])
    op.create_table(
        "file_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _to("file_part", "file_id", "stored_file"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_part")),
        sa.UniqueConstraint("file_id", "position", name=op.f("uq_file_part_file_id_position")),
    )
