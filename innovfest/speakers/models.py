"""Tables of what speakers hand in, and of the links by which they do."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from innovfest.database import Model, UTCDateTime
from innovfest.events import Event
from innovfest.programme import Speaker

LINK_KINDS = ("speaker", "assistant")
"""Whose link it is; an assistant can do all but consent to a recording."""

FILE_KINDS = ("photo", "slides")
"""What a speaker can hand in."""


class SpeakerLink(Model):
    """A personal link to a speaker's own part of one edition; only its hash is kept.

    `name` and `email` are the assistant's where it is theirs. It works until it is revoked or replaced. `uid`
    is what the link is derived from, so that each mail can carry it; `mailed_at` is when the last one did.
    `calendar_version` rises when the address of its calendar is replaced; entries in that remind
    `alarm_minutes` before they begin, if at all, and `alarm_sequence` rises when that changes.
    """

    __tablename__ = "speaker_link"
    __table_args__ = (
        CheckConstraint("kind IN ('speaker', 'assistant')", name="kind"),
        Index("ix_speaker_link_speaker", "speaker_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speaker.id"))
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(120), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_by: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    mailed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    calendar_version: Mapped[int] = mapped_column(default=1, server_default="1")
    alarm_minutes: Mapped[int | None]
    alarm_sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    alarm_changed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    speaker: Mapped[Speaker] = relationship()
    event: Mapped[Event] = relationship()

    @property
    def is_assistants(self) -> bool:
        """Whether it is the link of a speaker's assistant."""
        return self.kind == "assistant"


class StoredFile(Model):
    """A file that a speaker handed in, as it was checked and kept; it never changes, a new one replaces it.

    A photograph has no session; slides belong to one. `digest` is the SHA-256 of what is kept.
    """

    __tablename__ = "stored_file"
    __table_args__ = (
        CheckConstraint("kind IN ('photo', 'slides')", name="kind"),
        Index("ix_stored_file_speaker", "speaker_id"),
        Index("ix_stored_file_digest", "digest"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speaker.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"))
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    handed_in_by: Mapped[str] = mapped_column(String(120))
    handed_in_at: Mapped[datetime] = mapped_column(UTCDateTime)
    replaced_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    speaker: Mapped[Speaker] = relationship()


class FilePart(Model):
    """A piece of a stored file, so that a large one never has to be in memory whole."""

    __tablename__ = "file_part"
    __table_args__ = (UniqueConstraint("file_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    position: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
