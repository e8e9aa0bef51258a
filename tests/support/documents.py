"""Release documents for tests: InnovFest's own day in 2027, with whatever a test wants changed."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from innovfest.programme.document import (
    ClusterFacts,
    EventFacts,
    ReleaseDocument,
    RoomFacts,
    SessionFacts,
    SlotFacts,
    SpeakerFacts,
    SpeakerPart,
    Texts,
    TrackFacts,
    VenueFacts,
)

BRUSSELS = ZoneInfo("Europe/Brussels")
RELEASED = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
"""When the documents here were released, and when their sessions last changed."""


def venue_time(text: str, *, day: str = "2027-02-20") -> datetime:
    """Return an hour such as "16:30" on the day of the event, at the venue, as aware UTC."""
    return datetime.fromisoformat(f"{day}T{text}").replace(tzinfo=BRUSSELS).astimezone(UTC)


def texts(nl: str, en: str, fr: str) -> Texts:
    """Return a text in the three languages."""
    return {"nl": nl, "en": en, "fr": fr}


def an_event(**changes: Any) -> EventFacts:
    """Build the edition of Saturday 20 February 2027."""
    event = EventFacts(
        slug="2027",
        uid=an_uid("event/2027"),
        name="InnovFest",
        summary=texts(
            "Zes speerpuntclusters, één namiddag over innovatie.",
            "Six spearhead clusters, one afternoon about innovation.",
            "Six pôles de compétitivité, une après-midi consacrée à l'innovation.",
        ),
        starts_at=venue_time("14:30"),
        ends_at=venue_time("19:00"),
        timezone="Europe/Brussels",
        example=True,
        organiser_name="Catalisti, De Blauwe Cluster, Flanders' FOOD, Flux50, MEDVIA, VIL",
        organiser_email="olivia@innovfest.example",
        supported_by="VLAIO, Flanders Innovation & Entrepreneurship",
        notes=(
            texts(
                "Dit is een voorbeeldprogramma.",
                "This is an example programme.",
                "Ceci est un programme d'exemple.",
            ),
        ),
    )
    return replace(event, **changes)


def a_session(slug: str = "energy", **changes: Any) -> SessionFacts:
    """Build one item of the programme: the break-out on energy unless told otherwise."""
    session = SessionFacts(
        id=7,
        uid=an_uid(f"session/{slug}"),
        slug=slug,
        kind="breakout",
        title=texts("Break-out: energie", "Break-out: Energy", "Atelier : énergie"),
        abstract={},
        note={},
        track="energy",
        slot="breakouts",
        starts_at=venue_time("16:30"),
        ends_at=venue_time("18:00"),
        rooms=("break-out-b",),
        speakers=(),
        sequence=0,
        changed_at=RELEASED,
        cancelled=False,
        bookable=True,
    )
    return replace(session, **changes)


def a_document(**changes: Any) -> ReleaseDocument:
    """Build InnovFest's first release: nine sessions, five rooms, three tracks, six clusters, four speakers.

    Keywords replace fields of the document (`sessions=(…)`, `number=2`, `event=an_event(name=…)`).
    """
    document = ReleaseDocument(
        number=1,
        released_at=RELEASED,
        event=an_event(),
        venue=VenueFacts(
            name="Lamot",
            address="Van Beethovenstraat 8-10, 2800 Mechelen, Belgium",
            latitude=51.0252,
            longitude=4.4776,
            directions=texts(
                "Vijftien minuten te voet van het station.",
                "Fifteen minutes on foot from the station.",
                "À quinze minutes à pied de la gare.",
            ),
        ),
        rooms=_rooms(),
        clusters=_clusters(),
        tracks=_tracks(),
        slots=(SlotFacts("breakouts", texts("Break-outs", "Break-outs", "Ateliers")),),
        speakers=_speakers(),
        sessions=_sessions(),
    )
    return replace(document, **changes)


def changed(document: ReleaseDocument, slug: str, **changes: Any) -> ReleaseDocument:
    """Return the next release, in which one session changed as `changes` say.

    `sequence` rises and `changed_at` is the time of the new release unless the changes name them.
    """
    at = document.released_at.replace(day=document.released_at.day + 1)
    sessions = tuple(
        replace(each, **{"sequence": each.sequence + 1, "changed_at": at, **changes})
        if each.slug == slug
        else each
        for each in document.sessions
    )
    return replace(document, number=document.number + 1, released_at=at, sessions=sessions)


def an_uid(name: str) -> str:
    """Return the same UUID for the same name."""
    return str(uuid5(NAMESPACE_URL, f"https://innovfest.example/{name}"))


def _rooms() -> tuple[RoomFacts, ...]:
    return (
        RoomFacts("auditorium", "Auditorium", 300),
        RoomFacts("urban-foyer", "Urban foyer", 250, texts("Eerste verdieping", "First floor", "1er étage")),
        RoomFacts("break-out-a", "Break-out A", 120, assumed=True),
        RoomFacts("break-out-b", "Break-out B", 100, assumed=True),
        RoomFacts("break-out-c", "Break-out C", 80, assumed=True),
    )


def _clusters() -> tuple[ClusterFacts, ...]:
    return (
        ClusterFacts(
            "catalisti",
            "Catalisti",
            texts("chemie en kunststoffen", "chemistry and plastics", "chimie et plastiques"),
        ),
        ClusterFacts("de-blauwe-cluster", "De Blauwe Cluster", texts("de zee", "marine", "la mer")),
        ClusterFacts("flanders-food", "Flanders' FOOD", texts("voeding", "food", "alimentation")),
        ClusterFacts("flux50", "Flux50", texts("energie", "energy", "énergie")),
        ClusterFacts("medvia", "MEDVIA", texts("gezondheid", "health", "santé")),
        ClusterFacts("vil", "VIL", texts("logistiek", "logistics", "logistique")),
    )


def _tracks() -> tuple[TrackFacts, ...]:
    return (
        TrackFacts("sustainability", texts("Duurzaamheid", "Sustainability", "Durabilité"), "sustainability"),
        TrackFacts("energy", texts("Energie", "Energy", "Énergie"), "energy"),
        TrackFacts("labour", texts("Arbeidsmarkt", "Labour market", "Marché du travail"), "labour"),
    )


def _speakers() -> tuple[SpeakerFacts, ...]:
    in_2024 = texts("Spreker in 2024", "Speaker in 2024", "Oratrice ou orateur en 2024")
    return (
        SpeakerFacts(
            "elvira-haezendonck", "Prof. Elvira Haezendonck", "Vrije Universiteit Brussel", note=in_2024
        ),
        SpeakerFacts(
            "jurgen-ingels",
            "Jürgen Ingels",
            "SmartFin",
            biography=texts("Ondernemer en investeerder.", "Founder and investor.", "Entrepreneur."),
            note=in_2024,
        ),
        SpeakerFacts(
            "jo-brouns",
            "Jo Brouns",
            "Vlaamse overheid",
            job_title=texts("Minister", "Minister", "Ministre"),
            note=in_2024,
        ),
        SpeakerFacts("sam", "Sam Peeters", "Flux50"),
    )


def _sessions() -> tuple[SessionFacts, ...]:
    return (
        _item(
            1,
            "arrival",
            "break",
            texts("Onthaal", "Arrival", "Accueil"),
            hours=("14:30", "15:00"),
            room="urban-foyer",
        ),
        _item(
            2,
            "research-clusters",
            "plenary",
            texts(
                "Onderzoeksclusters: de resultaten van de VUB-studie",
                "Research Clusters: the results of the VUB study",
                "Les pôles de recherche : les résultats de l'étude de la VUB",
            ),
            hours=("15:00", "15:15"),
            room="auditorium",
            speakers=("elvira-haezendonck",),
        ),
        _item(
            3,
            "keynote",
            "plenary",
            texts("Keynote", "Keynote", "Conférence"),
            hours=("15:15", "15:50"),
            room="auditorium",
            speakers=("jurgen-ingels",),
        ),
        _item(
            4,
            "address-by-the-minister",
            "plenary",
            texts(
                "Toespraak van de Vlaamse minister van Economie en Innovatie",
                "Address by the Flemish Minister of Economy and Innovation",
                "Allocution du ministre flamand de l'Économie et de l'Innovation",
            ),
            hours=("15:50", "16:00"),
            room="auditorium",
            speakers=("jo-brouns",),
        ),
        _item(
            5,
            "coffee",
            "break",
            texts("Koffie", "Coffee", "Café"),
            hours=("16:00", "16:30"),
            room="urban-foyer",
        ),
        _breakout(
            6,
            "sustainability",
            texts("Break-out: duurzaamheid", "Break-out: Sustainability", "Atelier : durabilité"),
            "break-out-a",
        ),
        _breakout(
            7, "energy", texts("Break-out: energie", "Break-out: Energy", "Atelier : énergie"), "break-out-b"
        ),
        _breakout(
            8,
            "labour",
            texts("Break-out: arbeidsmarkt", "Break-out: Labour market", "Atelier : marché du travail"),
            "break-out-c",
        ),
        _item(
            9,
            "reception",
            "reception",
            texts("Receptie", "Reception", "Réception"),
            hours=("18:00", "19:00"),
            room="urban-foyer",
        ),
    )


def _item(
    number: int,
    slug: str,
    kind: str,
    title: Texts,
    *,
    hours: tuple[str, str],
    room: str,
    speakers: tuple[str, ...] = (),
) -> SessionFacts:
    return a_session(
        slug,
        id=number,
        kind=kind,
        title=title,
        track=None,
        slot=None,
        starts_at=venue_time(hours[0]),
        ends_at=venue_time(hours[1]),
        rooms=(room,),
        speakers=tuple(SpeakerPart(who, "speaker") for who in speakers),
        bookable=False,
    )


def _breakout(number: int, track: str, title: Texts, room: str) -> SessionFacts:
    return a_session(
        track,
        id=number,
        title=title,
        abstract=texts(
            "De zes clusters tonen naast elkaar wat zij doen.",
            "The six clusters show side by side what they do.",
            "Les six pôles présentent côte à côte ce qu'ils font.",
        ),
        note=texts(
            "Sprekers worden nog bekendgemaakt.",
            "Speakers to be announced.",
            "Les intervenants seront annoncés.",
        ),
        track=track,
        rooms=(room,),
        speakers=(SpeakerPart("sam", "moderator"),) if track == "energy" else (),
    )
