"""Tables of editions, venues, rooms and clusters."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from innovfest.database import Model, UTCDateTime

Texts = dict[str, str]


class Venue(Model):
    """The site."""

    __tablename__ = "venue"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(300))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    directions: Mapped[Texts] = mapped_column(JSON, default=dict)
    walk_minutes: Mapped[int] = mapped_column(default=5, server_default="5")
    """From one room to another, where nothing else is known of the two."""

    rooms: Mapped[list["Room"]] = relationship(back_populates="venue", order_by="Room.position")


class Room(Model):
    """A bookable space; `fire_limit` is how many people may be inside at once.

    `equipment` are words for what it has ("stage", "hearing loop"); a session's needs are words of these.
    """

    __tablename__ = "room"
    __table_args__ = (
        UniqueConstraint("venue_id", "slug"),
        CheckConstraint("seats >= 0", name="seats"),
        CheckConstraint("fire_limit >= 0", name="fire_limit"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"))
    slug: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    seats: Mapped[int]
    fire_limit: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)
    directions: Mapped[Texts] = mapped_column(JSON, default=dict)
    assumed: Mapped[bool] = mapped_column(default=False)
    equipment: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")

    venue: Mapped[Venue] = relationship(back_populates="rooms")


class Cluster(Model):
    """One of the spearhead clusters."""

    __tablename__ = "cluster"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    field: Mapped[Texts] = mapped_column(JSON, default=dict)
    position: Mapped[int] = mapped_column(default=0)


class Event(Model):
    """One edition.

    `registered` counts the registrations that have a place, and the places on offer; it changes under the
    row's lock only. `line_policy` says what the line for a full day does with a freed place.
    """

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("capacity >= 0", name="capacity"),
        CheckConstraint("registered >= 0", name="registered"),
        CheckConstraint("ends_at > starts_at", name="times"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    summary: Mapped[Texts] = mapped_column(JSON, default=dict)
    notes: Mapped[list[Texts]] = mapped_column(JSON, default=list)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    timezone: Mapped[str] = mapped_column(String(60))
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"))
    capacity: Mapped[int]
    registered: Mapped[int] = mapped_column(default=0)
    line_policy: Mapped[str] = mapped_column(String(8), default="offer", server_default="offer")
    registration_opens_at: Mapped[datetime] = mapped_column(UTCDateTime)
    registration_closes_at: Mapped[datetime] = mapped_column(UTCDateTime)
    example: Mapped[bool] = mapped_column(default=False)
    organiser_name: Mapped[str] = mapped_column(String(200))
    organiser_email: Mapped[str] = mapped_column(String(254))
    supported_by: Mapped[str] = mapped_column(String(200), default="")
    release_uid: Mapped[str | None] = mapped_column(String(36))
    """The current release; a cache may key on it, since a release never changes."""
    draft_number: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many steps the work on the draft has taken; it rises with each, under the row's lock."""
    house_limit: Mapped[int | None]
    """How many people may be in the house at once (the fire limit of the site); None where nobody said."""
    rehearses_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    """The edition that this one rehearses the door of; it is shown to nobody else, and vanishes."""

    venue: Mapped[Venue] = relationship()

    @property
    def event_id(self) -> int:
        """Its own id, so that the audit trail files it under itself."""
        return self.id

    @property
    def zone(self) -> ZoneInfo:
        """The venue's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def places_left(self) -> int:
        """Registrations that are still possible."""
        return max(0, self.capacity - self.registered)
