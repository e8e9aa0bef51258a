"""What the sender's domain lacks is said before its invitations are lost among the spam."""

import logging

import pytest

from innovfest import mail, worker
from innovfest.mail import check_sender

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


def test_nothing_is_asked_where_mail_stays_in_the_house(app):
    worker.warn_of_sender(app, lambda name: pytest.fail(f"asked for {name}"))


def test_the_command_says_it_and_fails(app, monkeypatch):
    monkeypatch.setattr(mail, "look_up_txt", lambda name: [])
    answer = app.test_cli_runner().invoke(args=["check-sender"])
    assert answer.exit_code == 1
    assert answer.output.splitlines()[0] == (f"missing {SPF_MISSING.format('example.org')}")
