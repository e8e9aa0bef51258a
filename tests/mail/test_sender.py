"""What the sender's domain lacks is said before its invitations are lost among the spam."""

import logging

import pytest

from innovfest import mail, worker
from innovfest.mail import check_replies, check_sender
from tests.conftest import NOON

GOOD = {
    "innovfest.example": ["v=spf1 include:mailer.example -all", "unrelated"],
    "mailer.example": ["v=spf1 ip4:192.0.2.0/24 ~all"],
    "key1._domainkey.innovfest.example": ["v=DKIM1; k=rsa; p=MIIB"],
    "_dmarc.innovfest.example": ["v=DMARC1; p=quarantine; rua=mailto:olivia@innovfest.example"],
}

SPF_MISSING = "{} has no SPF record. Add a TXT record that begins with v=spf1 and names your mail server."


def codes(records, address="innovfest@innovfest.example", selectors=("key1",)):
    """List the codes of what is found wrong."""
    findings = check_sender(address, selectors, lambda name: records.get(name, []))
    return [finding.code for finding in findings if not finding.good]


def test_a_domain_that_says_all_is_good(app):
    findings = check_sender("innovfest@innovfest.example", ["key1"], lambda name: GOOD.get(name, []))
    assert [(finding.code, finding.good) for finding in findings] == [
        ("spf", True),
        ("dkim", True),
        ("dmarc", True),
    ]


@pytest.mark.parametrize(
    ("name", "records", "found"),
    [
        ("innovfest.example", [], "spf-missing"),
        ("innovfest.example", ["v=spf10 -all"], "spf-missing"),
        ("innovfest.example", ["v=spf1 -all", "v=spf1 a -all"], "spf-twice"),
        ("innovfest.example", ["v=spf1 mx +all"], "spf-open"),
        ("innovfest.example", ["v=spf1 mx all"], "spf-open"),
        ("innovfest.example", ["v=spf1 mx"], "spf-neutral"),
        ("innovfest.example", ["v=spf1 mx ?all"], "spf-neutral"),
        ("innovfest.example", ["v=spf1 " + "a " * 11 + "-all"], "spf-lookups"),
        ("mailer.example", ["v=spf1 " + "mx " * 10 + "-all"], "spf-lookups"),
        ("innovfest.example", None, "spf-unknown"),
        ("key1._domainkey.innovfest.example", [], "dkim-missing"),
        ("key1._domainkey.innovfest.example", ["v=DKIM1; p="], "dkim-withdrawn"),
        ("key1._domainkey.innovfest.example", ["v=DKIM1; t=y:s; p=MIIB"], "dkim-test"),
        ("key1._domainkey.innovfest.example", None, "dkim-unknown"),
        ("_dmarc.innovfest.example", [], "dmarc-missing"),
        ("_dmarc.innovfest.example", ["v=DMARC1; p=none"], "dmarc-watching"),
        ("_dmarc.innovfest.example", ["v=DMARC1; p=reject", "v=DMARC1; p=none"], "dmarc-twice"),
        ("_dmarc.innovfest.example", None, "dmarc-unknown"),
    ],
)
def test_what_is_wrong_is_named(app, name, records, found):
    assert codes({**GOOD, name: records}) == [found]


def test_a_record_of_the_owner_counts_for_the_names_below(app):
    below = {
        "mail.innovfest.example": GOOD["innovfest.example"],
        "key1._domainkey.mail.innovfest.example": GOOD["key1._domainkey.innovfest.example"],
    }
    assert codes({**GOOD, **below}, address="day@mail.innovfest.example") == []


def test_records_that_include_each_other_come_to_an_end(app):
    ring = {
        "innovfest.example": ["v=spf1 include:a.example -all"],
        "a.example": ["v=spf1 include:a.example -all"],
    }
    assert codes({**GOOD, **ring}) == []


def test_a_key_that_nobody_named_can_not_be_looked_at(app):
    assert codes(GOOD, selectors=()) == ["dkim-unnamed"]


def test_the_worker_says_at_its_start_what_is_missing(app, monkeypatch, caplog):
    sends = app.config["INNOVFEST"].model_copy(
        update={
            "mail_url": "smtp://localhost:25",
            "mail_sender": "a@innovfest.example",
            "dkim_selectors": "key1",
        }
    )
    monkeypatch.setitem(app.config, "INNOVFEST", sends)
    with caplog.at_level(logging.WARNING):
        worker.warn_of_sender(app, lambda name: {**GOOD, "innovfest.example": []}.get(name, []))
    assert [record.message for record in caplog.records] == [SPF_MISSING.format("innovfest.example")]


def test_the_log_says_at_the_start_whose_answers_nobody_reads(app, event, monkeypatch, caplog):
    settings = app.config["INNOVFEST"]
    changes = {"mail_url": "smtp://localhost", "mail_sender": "innovfest@innovfest.example"}
    monkeypatch.setitem(
        app.config, "INNOVFEST", settings.model_copy(update={**changes, "dkim_selectors": "key1"})
    )
    monkeypatch.setattr("innovfest.clock.now", lambda: NOON)
    with caplog.at_level(logging.WARNING):
        worker.warn_of_sender(app, lambda name: GOOD.get(name, []))
    said = "Replies about InnovFest (2027) go to innovfest@example.org, an example: set organiser_email."
    assert [record.message for record in caplog.records] == [said]


@pytest.mark.parametrize(
    ("address", "code", "good"),
    [
        ("", "replies-unread", False),
        ("desk@example.org", "replies-example", False),
        ("desk@mail.example", "replies-example", False),
        ("noreply@innovfest.be", "replies-unread", False),
        ("desk@innovfest.be", "replies", True),
        ("desk@myexample.org", "replies", True),
    ],
)
def test_who_reads_replies_is_looked_at(app, address, code, good):
    (finding,) = check_replies({"InnovFest (2027)": address}, "noreply@innovfest.be")
    assert (finding.code, finding.good) == (code, good)


def test_nothing_is_asked_where_mail_stays_in_the_house(app):
    worker.warn_of_sender(app, lambda name: pytest.fail(f"asked for {name}"))


def test_the_command_says_it_and_fails(app, monkeypatch):
    monkeypatch.setattr(mail, "look_up_txt", lambda name: [])
    answer = app.test_cli_runner().invoke(args=["check-sender"])
    assert answer.exit_code == 1
    assert answer.output.splitlines()[0] == (f"missing {SPF_MISSING.format('example.org')}")
