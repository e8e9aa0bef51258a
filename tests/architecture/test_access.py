"""Deny by default: every endpoint declares who may call it, and writing needs more than a cookie."""

import pytest
from flask.testing import FlaskClient

from innovfest import InnovFest, audit
from innovfest.events import Event
from innovfest.registration import Registration, link_of
from innovfest.web.access import declared

VALUES = {
    "event_slug": "2027",
    "slug": "energy",
    "slot": "break-outs",
    "verb": "hold",
    "kind": "tracks",
    "whose": "rooms",
    "token": "x",
    "digest": "x",
    "path": "x",
}


def test_every_endpoint_declares_its_access(app: InnovFest) -> None:
    assert [endpoint for endpoint in app.view_functions if declared(app, endpoint) is None] == []


def test_an_endpoint_that_declares_nothing_answers_403(
    app: InnovFest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(app.view_functions["public.root.show"], "innovfest_access")
    assert app.test_client().get("/").status_code == 403


def test_a_page_of_the_desk_sends_strangers_to_sign_in(client: FlaskClient, event: Event) -> None:
    answer = client.get("/2027/desk/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=/2027/desk/")


def test_every_form_refuses_without_its_token(app: InnovFest, alice: Registration) -> None:
    """A POST with nothing in it changes nothing and is answered with a refusal, on every page of a person."""
    client = app.test_client()
    accepted = []
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or declared(app, rule.endpoint) in {None, "phone"}:
            continue
        values = {name: VALUES.get(name, "1") for name in rule.arguments} | {"link": link_of(alice)}
        with app.test_request_context():
            address = app.url_map.bind("localhost").build(
                rule.endpoint, {name: values[name] for name in rule.arguments}, method="POST"
            )
        answer = client.post(address)
        if answer.status_code < 400 and "/sign-in" not in answer.headers.get("Location", ""):
            accepted.append((rule.endpoint, answer.status_code))
    # These say so with a flash, and did nothing.
    say_so = (
        "cancellation.destroy",
        "changes.create",  # a cookie of this browser, and nothing else
        "day_line.create",
        "lines.create",
        "lines.destroy",
        "seats.destroy",
        "wishes.destroy_together",
    )
    assert sorted(accepted) == [(f"attendee.{view}", 303) for view in say_so]
    assert audit.history_of(alice)[:-1] == []


def test_a_guessed_link_opens_nothing(client: FlaskClient, alice: Registration) -> None:
    link = link_of(alice)
    forged = link[:-1] + ("a" if link[-1] != "a" else "b")
    assert client.get(f"/2027/my/{forged}/").status_code == 404
    assert client.get("/2027/my/x/").status_code == 404
    assert client.get(f"/2027/my/{link}/").status_code == 200


def test_pages_carry_the_headers_that_defend_people(client: FlaskClient, event: Event) -> None:
    headers = client.get("/2027/register").headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in policy


def test_a_foreign_host_is_refused(client: FlaskClient, event: Event) -> None:
    assert client.get("/2027/", headers={"Host": "evil.example"}).status_code == 400


def test_no_template_carries_inline_script_or_style(app: InnovFest) -> None:
    from pathlib import Path

    folder = Path(app.jinja_loader.searchpath[0])  # type: ignore[union-attr, attr-defined]
    wrong = [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*.html"))
        if path.relative_to(folder).parts[0] != "mail"
        and any(sign in path.read_text("utf-8") for sign in (" style=", "<style", " onclick=", "javascript:"))
    ]
    assert wrong == []
