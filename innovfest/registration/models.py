"""Tables of registrations and their badges."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from innovfest.database import Model, UTCDateTime
from innovfest.events import Event

KINDS = ("company", "knowledge", "government", "cluster", "other")
"""The kinds of organisation that someone comes from."""

PARTS = ("attendee", "speaker", "crew", "press")
"""What someone comes to do; set by the desk. All but attendees are surely coming, and are never asked."""

PURPOSES = ("special_data", "contact_sharing", "news")
"""What a registration may consent to, each asked in its own words."""

ACTIVE = text("status != 'cancelled' AND email_key IS NOT NULL")
"""What keeps an address and a name from being registered again, as the index on both is defined."""
_VALID = text("status = 'active' AND registration_id IS NOT NULL")


class Registration(Model):
    """One person's place at one edition.

    `form_id` is made by the browser, so that a form sent twice is one registration; `link_version` rises when
    the personal link is replaced, `calendar_version` when the address of the own calendar is; entries in that
    remind `alarm_minutes` before they begin, if at all, and `alarm_sequence` rises when that changes.
    `sequence` rises with whatever the calendar entry shows. `door_note` is what the door shows when the badge
    is scanned ("VIP, call Olivia").
    A consent is the time at which it was given, for the wording of that version; none is no consent.
    """

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("event_id", "form_id"),
        CheckConstraint("status IN ('pending', 'confirmed', 'waitlisted', 'cancelled')", name="status"),
        CheckConstraint("kind IN ('company', 'knowledge', 'government', 'cluster', 'other')", name="kind"),
        Index(
            "uq_registration_active_person",
            "event_id",
            "email_key",
            "name_key",
            unique=True,
            sqlite_where=ACTIVE,
            postgresql_where=ACTIVE,
        ),
        Index("ix_registration_by_name", "event_id", "sort_key", "id"),
        Index("ix_registration_event_changed", "event_id", "changed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    form_id: Mapped[str] = mapped_column(String(36))
    status: Mapped[str] = mapped_column(String(12), default="confirmed")
    first_name: Mapped[str] = mapped_column(String(60))
    last_name: Mapped[str] = mapped_column(String(60))
    email: Mapped[str | None] = mapped_column(String(254))
    email_key: Mapped[str | None] = mapped_column(String(254))
    name_key: Mapped[str] = mapped_column(String(250))
    sort_key: Mapped[str] = mapped_column(String(250))
    search_key: Mapped[str] = mapped_column(String(700))
    organisation: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(12))
    job_title: Mapped[str] = mapped_column(String(120), default="")
    cluster: Mapped[str] = mapped_column(String(60), default="")
    diet: Mapped[str] = mapped_column(String(300), default="")
    access_needs: Mapped[str] = mapped_column(String(600), default="")
    access_carer: Mapped[str] = mapped_column(String(120), default="")
    photo_allowed: Mapped[bool | None]
    special_data_consent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    contact_sharing_consent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    news_consent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    consent_wording: Mapped[str] = mapped_column(String(12), default="")
    part: Mapped[str] = mapped_column(String(8), default="attendee", server_default="attendee")
    door_note: Mapped[str] = mapped_column(String(120), default="", server_default="")
    language: Mapped[str] = mapped_column(String(2))
    source: Mapped[str] = mapped_column(String(12), default="web")
    link_version: Mapped[int] = mapped_column(default=1)
    calendar_version: Mapped[int] = mapped_column(default=1, server_default="1")
    alarm_minutes: Mapped[int | None]
    alarm_sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    alarm_changed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    email_verified_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    event: Mapped[Event] = relationship()
    badges: Mapped[list["Badge"]] = relationship(back_populates="registration", order_by="Badge.id")

    @property
    def name(self) -> str:
        """First and last name as printed."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_active(self) -> bool:
        """Whether it counts for the capacity."""
        return self.status != "cancelled"

    @property
    def is_as_registered(self) -> bool:
        """Whether its person filled in the form, and neither the place nor the link was replaced since.

        Only then is who sends the form once more surely the one whom the place belongs to.
        """
        return self.source == "web" and self.link_version == 1

    @property
    def consents(self) -> list[str]:
        """The purposes that are consented to now."""
        return [purpose for purpose in PURPOSES if getattr(self, f"{purpose}_consent_at")]

    @property
    def badge(self) -> "Badge | None":
        """The badge that opens the door now."""
        return next((badge for badge in self.badges if badge.status == "active"), None)


class Badge(Model):
    """A code on paper or screen; a spare one (`registration_id` is None) is bound to a person by one scan."""

    __tablename__ = "badge"
    __table_args__ = (
        CheckConstraint("status IN ('spare', 'active', 'replaced')", name="status"),
        Index(
            "uq_badge_active_registration",
            "registration_id",
            unique=True,
            sqlite_where=_VALID,
            postgresql_where=_VALID,
        ),
        Index("ix_badge_registration_id", "registration_id"),
        Index("ix_badge_event_issued", "event_id", "issued_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))
    code: Mapped[str] = mapped_column(String(32), unique=True)
    status: Mapped[str] = mapped_column(String(12))
    issued_at: Mapped[datetime] = mapped_column(UTCDateTime)
    replaced_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    replaced_because: Mapped[str] = mapped_column(String(20), default="")

    registration: Mapped[Registration | None] = relationship(back_populates="badges")
