"""the door that decides by itself.

Revision 0007, after 0006, written 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op


revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NARROW, WIDE = "role IN ('steward', 'supervisor')", "role IN ('steward', 'supervisor', 'desk')"
TIME = sa.DateTime(timezone=True)
CONFLICT = sa.text("conflict IS NOT NULL")

INDEXES = {
    "ix_registration_event_changed": ("registration", ["event_id", "changed_at"]),
    "ix_badge_event_issued": ("badge", ["event_id", "issued_at"]),
    "ix_scan_event_happened": ("scan", ["event_id", "happened_at"]),
    "ix_scan_undoes": ("scan", ["undoes"]),
    "ix_scan_event_amended": ("scan", ["event_id", "amended_at"]),
}
TABLES = (
    *("past_stay", "rehearsal", "paper_list", "badge_table", "door_message"),
    *("desk_act", "desk_case", "head_count", "loan"),
)


def upgrade():
    # Not as a batch: SQLite would make the tables anew, and others refer to their rows.
    for table, columns in _columns().items():
        for column in columns:
            op.add_column(table, column)
    _add_kind_and_rehearsal()
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)
    op.create_index(
        "ix_scan_conflict",
        "scan",
        ["event_id", "happened_at"],
        sqlite_where=CONFLICT,
        postgresql_where=CONFLICT,
    )
    for table in ("enrolment_link", "scan_device"):
        _change_roles(table, NARROW, WIDE)
    # What was decided before has no other ground than its verdict, and was done.
    op.execute("UPDATE scan SET base = verdict, base_reason = reason, acted = verdict")
    _create_tables()


def downgrade():
    for table in TABLES:
        op.drop_table(table)
    for table in ("enrolment_link", "scan_device"):
        op.execute(f"UPDATE {table} SET role = 'steward' WHERE role = 'desk'")
        _change_roles(table, WIDE, NARROW)
    op.drop_index("ix_scan_conflict", "scan")
    for name, (table, _) in INDEXES.items():
        op.drop_index(name, table)
    _drop_kind_and_rehearsal()
    for table, columns in _columns().items():
        for column in columns:
            op.drop_column(table, column.name)


def _columns():
    """Return the new columns of each table, made anew: a column object belongs to one table."""
    return {
        "registration": [sa.Column("door_note", sa.String(120), server_default="", nullable=False)],
        "event": [sa.Column("house_limit", sa.Integer(), nullable=True)],
        "enrolment_link": [
            sa.Column("name", sa.String(40), server_default="", nullable=False),
            sa.Column("most", sa.Integer(), nullable=True),
            sa.Column("enrolled", sa.Integer(), server_default="0", nullable=False),
            sa.Column("shift_ends_at", TIME, nullable=True),
        ],
        "scan_device": [
            sa.Column("shift_ends_at", TIME, nullable=True),
            sa.Column("heard_at", TIME, nullable=True),
            sa.Column("version", sa.String(12), server_default="", nullable=False),
            sa.Column("waiting", sa.Integer(), server_default="0", nullable=False),
            sa.Column("waiting_since", TIME, nullable=True),
            sa.Column("offset_ms", sa.BigInteger(), nullable=True),
            sa.Column("trouble", sa.String(40), server_default="", nullable=False),
            sa.Column("message_read", sa.Integer(), server_default="0", nullable=False),
            sa.Column("link_id", sa.Integer(), nullable=True),
        ],
        "scan": [
            sa.Column("number", sa.Integer(), nullable=True),
            sa.Column("undoes", sa.String(36), nullable=True),
            sa.Column("undone_at", TIME, nullable=True),
            sa.Column("offset_ms", sa.BigInteger(), nullable=True),
            sa.Column("clock", sa.String(20), nullable=True),
            sa.Column("acted", sa.String(20), nullable=True),
            sa.Column("amended_at", TIME, nullable=True),
            sa.Column("drew", sa.Boolean(), server_default=sa.false(), nullable=False),
            sa.Column("base", sa.String(20), server_default="", nullable=False),
            sa.Column("base_reason", sa.String(20), nullable=True),
            sa.Column("first_scan_id", sa.String(36), nullable=True),
            sa.Column("settled_at", TIME, nullable=True),
            sa.Column("settled_by", sa.String(60), server_default="", nullable=False),
            sa.Column("settled_as", sa.String(20), server_default="", nullable=False),
        ],
    }


def _is_sqlite():
    return op.get_bind().dialect.name == "sqlite"


def _add_kind_and_rehearsal():
    if _is_sqlite():
        # A column that brings its own constraint can be added, a constraint alone can't.
        op.execute(
            "ALTER TABLE scan ADD COLUMN kind VARCHAR(10) DEFAULT 'badge' NOT NULL "
            "CONSTRAINT ck_scan_kind CHECK (kind IN ('badge', 'count', 'headcount', 'undo'))"
        )
        op.execute(
            "ALTER TABLE event ADD COLUMN rehearses_id INTEGER "
            "CONSTRAINT fk_event_rehearses_id_event REFERENCES event (id)"
        )
        return
    op.add_column("scan", sa.Column("kind", sa.String(10), server_default="badge", nullable=False))
    op.create_check_constraint(
        op.f("ck_scan_kind"), "scan", "kind IN ('badge', 'count', 'headcount', 'undo')"
    )
    op.add_column("event", sa.Column("rehearses_id", sa.Integer(), nullable=True))
    op.create_foreign_key(op.f("fk_event_rehearses_id_event"), "event", "event", ["rehearses_id"], ["id"])


def _drop_kind_and_rehearsal():
    if not _is_sqlite():
        op.drop_column("event", "rehearses_id")
        op.drop_column("scan", "kind")
        return
    for table, column in (("event", "rehearses_id"), ("scan", "kind")):
        # SQLite drops no column that a constraint names.
        _rewrite(table, lambda sql, column=column: _without(sql, column))
        op.drop_column(table, column)


def _without(sql, column):
    for constraint in (
        " CONSTRAINT fk_event_rehearses_id_event REFERENCES event (id)",
        " CONSTRAINT ck_scan_kind CHECK (kind IN ('badge', 'count', 'headcount', 'undo'))",
    ):
        if column in constraint:
            sql = sql.replace(constraint, "")
    return sql


def _change_roles(table, old, new):
    if not _is_sqlite():
        op.drop_constraint(op.f(f"ck_{table}_role"), table, type_="check")
        op.create_check_constraint(op.f(f"ck_{table}_role"), table, new)
        return
    _rewrite(table, lambda sql: sql.replace(old, new))


def _rewrite(table, change):
    """Change a constraint in place, as SQLite describes it for what changes no row (lang_altertable, 7)."""
    bind = op.get_bind()
    before = bind.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).scalar_one()
    version = bind.exec_driver_sql("PRAGMA schema_version").scalar_one()
    bind.exec_driver_sql("PRAGMA writable_schema = ON")
    bind.exec_driver_sql("UPDATE sqlite_master SET sql = ? WHERE name = ?", (change(before), table))
    bind.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    bind.exec_driver_sql("PRAGMA writable_schema = OFF")


def _create_tables():
    op.create_table(
        "loan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(80), nullable=False),
        sa.Column("ceiling", sa.Integer(), nullable=False),
        sa.Column("offered", sa.Integer(), nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_loan_event_id_event")),
        sa.ForeignKeyConstraint(
            ["device_id"], ["scan_device.id"], name=op.f("fk_loan_device_id_scan_device")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan")),
        sa.UniqueConstraint("device_id", "place", name=op.f("uq_loan_device_id_place")),
    )
    op.create_index("ix_loan_event_place", "loan", ["event_id", "place"])
    op.create_table(
        "head_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("counted_at", TIME, nullable=False),
        sa.Column("scan_id", sa.String(36), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_head_count_event_id_event")),
        sa.ForeignKeyConstraint(["scan_id"], ["scan.id"], name=op.f("fk_head_count_scan_id_scan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_head_count")),
        sa.UniqueConstraint("event_id", "place", name=op.f("uq_head_count_event_id_place")),
    )
    op.create_table(
        "past_stay",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("gate_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", TIME, nullable=False),
        sa.Column("left_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_past_stay_event_id_event")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_past_stay_registration_id_registration")
        ),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_past_stay_session_id_session")),
        sa.ForeignKeyConstraint(["gate_id"], ["gate.id"], name=op.f("fk_past_stay_gate_id_gate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_stay")),
    )
    op.create_index("ix_past_stay_registration", "past_stay", ["registration_id"])
    op.create_index("ix_past_stay_event", "past_stay", ["event_id", "session_id"])
    op.create_table(
        "desk_case",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("gate_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("scan_id", sa.String(36), nullable=True),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("sent_at", TIME, nullable=False),
        sa.Column("received_at", TIME, nullable=False),
        sa.Column("closed_at", TIME, nullable=True),
        sa.Column("closed_by", sa.String(60), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_desk_case_event_id_event")),
        sa.ForeignKeyConstraint(
            ["device_id"], ["scan_device.id"], name=op.f("fk_desk_case_device_id_scan_device")
        ),
        sa.ForeignKeyConstraint(["gate_id"], ["gate.id"], name=op.f("fk_desk_case_gate_id_gate")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_desk_case_registration_id_registration")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_case")),
    )
    op.create_index("ix_desk_case_event_closed", "desk_case", ["event_id", "closed_at"])
    op.create_index("ix_desk_case_registration", "desk_case", ["registration_id"])
    op.create_table(
        "desk_act",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("done_at", TIME, nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_desk_act_event_id_event")),
        sa.ForeignKeyConstraint(
            ["device_id"], ["scan_device.id"], name=op.f("fk_desk_act_device_id_scan_device")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_act")),
    )
    op.create_index("ix_desk_act_event_id", "desk_act", ["event_id"])
    op.create_table(
        "door_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(300), nullable=False),
        sa.Column("sent_by", sa.String(60), nullable=False),
        sa.Column("sent_at", TIME, nullable=False),
        sa.Column("shown_until", TIME, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_door_message_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_message")),
    )
    op.create_index("ix_door_message_event_until", "door_message", ["event_id", "shown_until"])
    op.create_table(
        "badge_table",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("first_letters", sa.String(4), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_badge_table_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_table")),
        sa.UniqueConstraint("event_id", "first_letters", name=op.f("uq_badge_table_event_id_first_letters")),
    )
    op.create_table(
        "paper_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_paper_list_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_list")),
    )
    op.create_index("ix_paper_list_event_made", "paper_list", ["event_id", "made_at"])
    op.create_table(
        "rehearsal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("of_event_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("made_by", sa.String(60), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("report", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["of_event_id"], ["event.id"], name=op.f("fk_rehearsal_of_event_id_event")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_rehearsal_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rehearsal")),
    )
    op.create_index("ix_rehearsal_of_event_id", "rehearsal", ["of_event_id"])
