"""The team and its mails: inviting, changing roles, what was not delivered, the mailbox."""

from datetime import timedelta
from email.message import EmailMessage

import pytest

from innovfest import InnovFest, accounts, mail, worker
from innovfest.audit import SYSTEM
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.mail import MailboxMessage, OutboxMessage
from innovfest.mail.transport import MailboxTransport
from innovfest.registration import Registration
from tests.conftest import NOON
from tests.web.organiser.conftest import Desk


def team_of(event: Event) -> dict[str, str]:
    """Return who has which role."""
    db.session.rollback()
    db.session.expire_all()
    return {held.user.name: held.role for held in accounts.list_team(event.id)}


def role_of(event: Event, name: str) -> int:
    """Return the id of someone's role."""
    return next(held.id for held in accounts.list_team(event.id) if held.user.name == name)


def test_someone_is_invited_by_mail(olivia: Desk, event: Event) -> None:
    olivia.post("invitations", email="karel@example.org", role="desk", language="nl")
    invitation = accounts.list_invitations(event.id)[0]
    sent = db.session.query(OutboxMessage).filter_by(kind="accounts.invitation").one()
    assert (invitation.email, invitation.role, sent.recipient) == (
        "karel@example.org",
        "desk",
        "karel@example.org",
    )
    assert "karel@example.org" in olivia.get("team")


@pytest.mark.parametrize("wrong", [{"email": "karel"}, {"email": ""}, {"role": "king"}])
def test_an_invitation_needs_an_address_and_a_role(olivia: Desk, event: Event, wrong: dict[str, str]) -> None:
    told = {"email": "karel@example.org", "role": "desk", "language": "nl"}
    olivia.post("invitations", status=422, **{**told, **wrong})
    assert accounts.list_invitations(event.id) == []


def test_an_invitation_is_withdrawn(olivia: Desk, event: Event) -> None:
    olivia.post("invitations", email="karel@example.org", role="desk", language="nl")
    olivia.post(f"invitations/{accounts.list_invitations(event.id)[0].id}/withdraw")
    assert accounts.list_invitations(event.id) == []


def test_a_role_is_changed_and_taken_away(olivia: Desk, vera: Desk, event: Event) -> None:
    olivia.post(f"team/{role_of(event, 'Vera')}", role="desk")
    assert team_of(event) == {"Olivia": "organiser", "Vera": "desk"}
    olivia.post(f"team/{role_of(event, 'Vera')}/withdraw")
    assert team_of(event) == {"Olivia": "organiser"}
    vera.get(status=403)


@pytest.mark.parametrize("deed", ["", "/withdraw"])
def test_the_last_organiser_stays(olivia: Desk, event: Event, deed: str) -> None:
    olivia.post(f"team/{role_of(event, 'Olivia')}{deed}", role="viewer")
    assert team_of(event) == {"Olivia": "organiser"}
    assert "This is the last organiser." in olivia.get("team")


def test_a_role_that_does_not_exist_is_not_given(olivia: Desk, vera: Desk, event: Event) -> None:
    olivia.post(f"team/{role_of(event, 'Vera')}", role="king")
    assert team_of(event)["Vera"] == "viewer"


def test_a_role_of_another_edition_is_not_found(olivia: Desk) -> None:
    olivia.post("team/999", status=404, role="viewer")


def test_a_mail_that_was_given_up_is_tried_again(olivia: Desk, event: Event, alice: Registration) -> None:
    message = db.session.query(OutboxMessage).one()
    with unit_of_work():
        db.session.get_one(OutboxMessage, message.id).status = "failed"
    assert "alice@example.org" in olivia.get("mails")
    olivia.post(f"mails/{message.id}/retry")
    db.session.expire_all()
    assert db.session.get_one(OutboxMessage, message.id).status == "queued"
    olivia.post(f"mails/{message.id}/retry", status=404)


def test_the_mails_to_everybody_are_planned_and_switched(
    olivia: Desk, event: Event, alice: Registration
) -> None:
    page = olivia.get("mails")
    assert [
        page.count(word) for word in ("Planned", ">Switch off<", ">1<", "18 February", "20 February")
    ] == [
        2,
        2,
        2,
        1,
        1,
    ]
    olivia.post("mails/to-everybody/still_coming", on="no")
    page = olivia.get("mails")
    assert "This mail will not be sent." in page
    assert (page.count("Planned"), page.count(">Switch on<")) == (1, 1)
    olivia.post("mails/to-everybody/still_coming", on="yes")
    worker.send_mailings(now=event.starts_at - timedelta(hours=47))
    assert "On its way: 1" in olivia.get("mails")
    olivia.post("mails/to-everybody/still_coming", on="no")
    assert "This mail is on its way already" in olivia.get("mails")


def test_only_organisers_switch_mails_to_everybody(olivia: Desk, dora: Desk) -> None:
    dora.post("mails/to-everybody/morning", status=403, on="no")
    olivia.post("mails/to-everybody/newsletter", status=404, on="no")


@pytest.fixture
def kept(app: InnovFest) -> int:
    """Return the number of a hostile mail in the mailbox, with a picture and a calendar part."""
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = "Hello", "a@example.org", "b@example.org"
    letter.set_content("The text.")
    page = '<html><head></head><body><img src="cid:qr@x"><script>alert(1)</script></body></html>'
    letter.add_alternative(page, subtype="html")
    letter.get_payload()[1].add_related(b"PNG", "image", "png", cid="<qr@x>")  # type: ignore[index, union-attr]
    letter.add_alternative("BEGIN:VCALENDAR", subtype="calendar")
    with unit_of_work():
        MailboxTransport().send(letter, now=NOON)
    return db.session.query(MailboxMessage).one().id


def test_a_kept_mail_is_read_with_all_its_parts(olivia: Desk, kept: int) -> None:
    assert "Hello" in olivia.get("mailbox")
    page = olivia.get(f"mailbox/{kept}")
    assert ("The text." in page, "BEGIN:VCALENDAR" in page, "sandbox=" in page) == (True, True, True)
    assert "The text." in olivia.get(f"mailbox/{kept}.eml")


def test_a_kept_mail_is_shown_where_it_can_do_nothing(olivia: Desk, kept: int) -> None:
    answer = olivia.client.get(f"/2027/desk/mailbox/{kept}/html")
    policy = answer.headers["Content-Security-Policy"]
    assert ("default-src 'none'" in policy, "sandbox" in policy, "script" in policy) == (True, True, False)
    assert 'src="data:image/png;base64,UE5H"' in answer.text
    assert '<base target="_blank">' in answer.text


@pytest.mark.parametrize("page", ["", "/1", "/1/html", "/1.eml"])
def test_there_is_no_mailbox_where_mail_goes_out(app: InnovFest, olivia: Desk, kept: int, page: str) -> None:
    own = app.config["INNOVFEST"]
    app.config["INNOVFEST"] = own.model_copy(update={"mail_url": "smtp://mail.example.org"})
    try:
        olivia.get(f"mailbox{page}", status=404)
    finally:
        app.config["INNOVFEST"] = own


@pytest.mark.parametrize("page", ["mailbox", "mailbox/1", "mailbox/1/html", "mailbox/1.eml"])
def test_the_mailbox_is_the_organisers_alone(dora: Desk, kept: int, page: str) -> None:
    dora.get(page, status=403)


def test_an_unknown_mail_is_not_found(olivia: Desk) -> None:
    olivia.get("mailbox/999", status=404)
    assert mail.list_mailbox() == []


def test_the_rail_counts_mails_that_were_not_delivered(olivia: Desk, event: Event) -> None:
    with unit_of_work():
        accounts.invite(event, "karel@example.org", "desk", language="nl", by=SYSTEM, now=NOON)
    with unit_of_work():
        db.session.query(OutboxMessage).one().status = "failed"
    assert '<span class="desk-rail__count">1</span>' in olivia.get()
