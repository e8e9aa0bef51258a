"""Mallory tries: links of others, sessions of others, forged forms, and biographies that want to be more."""

import io
import re
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from werkzeug.exceptions import RequestEntityTooLarge

from innovfest import InnovFest, programme, speakers
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.mail import OutboxMessage
from innovfest.programme import Speaker
from innovfest.programme.models import SessionSpeaker
from innovfest.registration import Registration, link_of
from innovfest.speakers import StoredFile
from innovfest.web.prose import prose
from tests.conftest import NOON, OLIVIA
from tests.support.speaking import PDF, add_speaker, link_to, picture

TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def sam(event: Event) -> Speaker:
    """Sam speaks about energy."""
    return add_speaker(event, now=NOON)


@pytest.fixture
def tim(event: Event) -> Speaker:
    """Tim speaks about something else."""
    return add_speaker(event, "Tim Talker", sessions=["keynote"], now=NOON)


def address(speaker: Speaker) -> str:
    """Return the address of a speaker's own pages."""
    return f"/2027/speaker/{speakers.link_of(link_to(speaker, now=NOON))}"


@pytest.mark.parametrize("link", ["guessed", "a" * 26, "A" * 26, "%00", "x" * 4000, "../../desk"])
def test_a_guessed_link_opens_nothing(client: FlaskClient, sam: Speaker, link: str) -> None:
    assert client.get(f"/2027/speaker/{link}/").status_code == 404


def test_a_link_is_of_one_edition(client: FlaskClient, sam: Speaker) -> None:
    other = address(sam).replace("/2027/", "/2026/")
    assert client.get(f"{other}/").status_code == 404


def test_an_attendees_link_is_no_speakers_link(
    client: FlaskClient, sam: Speaker, alice: Registration
) -> None:
    assert client.get(f"/2027/speaker/{link_of(alice)}/").status_code == 404
    token = address(sam).rpartition("/")[2]
    assert client.get(f"/2027/my/{token}/").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/slides/keynote", "/slides/keynote/file", "/slides/keynote/remove", "/sessions/keynote", "/slides/no"],
)
def test_the_session_of_another_is_not_found(
    client: FlaskClient, sam: Speaker, tim: Speaker, event: Event, path: str
) -> None:
    with unit_of_work():
        session = programme.get_session(event.id, "keynote")
        speakers.keep_slides(tim, session, io.BytesIO(PDF), "tim.pdf", kind="pdf", by=OLIVIA, now=NOON)
    form = {"answer": "confirm", "seen": "", "slides": (io.BytesIO(PDF), "a.pdf")}
    assert client.get(address(sam) + path).status_code in (404, 405)
    assert client.post(address(sam) + path, data=form).status_code in (404, 405)
    assert [file.name for file in db.session.query(StoredFile)] == ["tim.pdf"]


def test_what_the_desk_keeps_to_itself_is_not_shown(client: FlaskClient, sam: Speaker, event: Event) -> None:
    with unit_of_work():
        session = programme.get_session(event.id, "labour-market")
        session.parts.append(SessionSpeaker(speaker=sam, position=9, state="unasked"))
    assert "Labour market" not in client.get(address(sam) + "/?lang=en").text
    form = {"answer": "decline", "seen": ""}
    assert client.get(address(sam) + "/slides/labour-market").status_code == 404
    assert client.post(address(sam) + "/sessions/labour-market", data=form).status_code == 404


def test_a_link_is_no_way_to_mail_strangers_without_end(
    client: FlaskClient, sam: Speaker, app: InnovFest, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = app.config["INNOVFEST"].model_copy(update={"mails_per_network": 2})
    monkeypatch.setitem(app.config, "INNOVFEST", limits)
    for number in range(4):
        form = {"name": f"Win {number}", "email": f"stranger{number}@example.org"}
        assert client.post(address(sam) + "/assistants", data=form).status_code == 303
    waits = [mail.not_before > NOON for mail in db.session.query(OutboxMessage).order_by(OutboxMessage.id)]
    assert waits == [False, False, True, True]


def test_the_assistant_of_another_can_not_be_revoked(client: FlaskClient, sam: Speaker, tim: Speaker) -> None:
    theirs = link_to(tim, now=NOON, assistant=("Anna Aide", "anna@example.org"))
    own = link_to(sam, now=NOON)
    assert client.post(f"{address(sam)}/assistants/{theirs.id}/revoke").status_code == 404
    assert client.post(f"{address(sam)}/assistants/{own.id}/revoke").status_code == 404
    db.session.expire_all()
    assert (theirs.revoked_at, own.revoked_at) == (None, None)


def test_a_link_is_over_when_its_day_is_long_past(client: FlaskClient, sam: Speaker, event: Event) -> None:
    own = address(sam)
    with unit_of_work():
        speakers.erase_due(event, now=event.ends_at + timedelta(days=91))
    assert client.get(f"{own}/").status_code == 404


FORMS = {
    "/sessions/energy": {"answer": "confirm", "seen": ""},
    "/profile": {"affiliation": "Mallory Inc"},
    "/photo": {"x": "1", "y": "1"},
    "/photo/remove": {},
    "/slides/energy": {"slides": (io.BytesIO(PDF), "a.pdf")},
    "/slides/energy/remove": {},
    "/availability": {"state": "always"},
    "/practical": {"phone": "666", "language": "en"},
    "/recording": {"agrees": "yes"},
    "/assistants": {"name": "Mallory", "email": "mallory@example.org"},
    "/link": {},
}


@pytest.mark.parametrize("path", FORMS)
def test_a_form_from_elsewhere_changes_nothing(app: InnovFest, sam: Speaker, event: Event, path: str) -> None:
    """Whoever knows the link has all rights anyway; a forged form must not act for who has it open."""
    app.config["WTF_CSRF_ENABLED"] = True
    own = address(sam)
    with unit_of_work():
        session = programme.get_session(event.id, "energy")
        speakers.keep_slides(sam, session, io.BytesIO(PDF), "sam.pdf", kind="pdf", by=OLIVIA, now=NOON)
        speakers.keep_photo(sam, picture(), by=OLIVIA, now=NOON)
    before = _everything(sam)
    fields = {k: (io.BytesIO(PDF), "a.pdf") if isinstance(v, tuple) else v for k, v in FORMS[path].items()}
    answer = app.test_client().post(own + path, data=fields)
    assert answer.status_code in (303, 422)
    assert _everything(sam) == before
    assert app.test_client().get(f"{own}/").status_code == 200


def _everything(speaker: Speaker) -> list[object]:
    db.session.expire_all()
    rows = [speaker, *speakers.list_links(speaker), *db.session.query(StoredFile)]
    rows += [part.part for part in speakers.list_parts(speaker)]
    return [{column.key: getattr(row, column.key) for column in row.__table__.columns} for row in rows]


NASTY = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://evil.example/pixel.gif)",
    "![x](javascript:alert(1))",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "<javascript:alert(1)>",
    '[x](https://a.example "onmouseover=alert(1)")',
    '[x](https://a.example"onmouseover=alert(1)x=")',
    "[x]: javascript:alert(1)\n\n[x]",
    "<a href=javascript:alert(1)>x</a>",
    "<svg/onload=alert(1)>",
    "<iframe src=//evil.example></iframe>",
    "<style>body{display:none}</style>",
    "<base href=//evil.example>",
    "<form action=//evil.example><input name=a></form>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    "<!-- --><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<math><mtext></p><script>alert(1)</script>",
    "# <script>alert(1)</script>",
    "> > > > <script>alert(1)</script>",
    "* <script>alert(1)</script>",
    "{{ 7*7 }}{% raw %}",
    "\x00<scr\x00ipt>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "[a](<javascript:alert(1)>)",
    "[<script>alert(1)</script>](https://a.example)",
)
TAG = re.compile(r"<\s*/?\s*([a-zA-Z]+)([^>]*)>")


@pytest.mark.parametrize("text", NASTY)
def test_a_biography_becomes_no_more_than_text_and_links(text: str) -> None:
    html = str(prose(text))
    for name, attributes in TAG.findall(html):
        assert name in {"p", "em", "strong", "ul", "ol", "li", "a", "br", "blockquote"}, html
        if name == "a" and attributes:
            href = re.fullmatch(r' href="((?:https?|mailto):[^"]*)" rel="noopener nofollow"', attributes)
            assert href, html
        else:
            assert attributes == "", html
    assert "49" not in html


def test_what_is_typed_as_markdown_reads_as_it_should() -> None:
    text = "Sam *speaks* of **wind**.\nSecond line.\n\n- one\n- two\n\n[Site](https://a.example/?a=1&b=2)"
    assert prose(text) == (
        "<p>Sam <em>speaks</em> of <strong>wind</strong>.<br>\nSecond line.</p>\n"
        "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
        '<p><a href="https://a.example/?a=1&amp;b=2" rel="noopener nofollow">Site</a></p>\n'
    )


@pytest.mark.parametrize(
    "seed", [">", "*", "_", "[", "](", "![", "- ", "<", "&", "`", "\\", "(", "**a ", "[a](b"]
)
def test_a_biography_of_one_sign_is_read_at_once(seed: str) -> None:
    began = time.perf_counter()
    prose((seed * speakers.LONGEST_BIOGRAPHY)[: speakers.LONGEST_BIOGRAPHY])
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize("text", NASTY)
def test_a_nasty_biography_does_nothing_on_the_public_page(
    client: FlaskClient, sam: Speaker, event: Event, text: str
) -> None:
    form = {"biography_en": text, "job_title_en": text[:100], "affiliation": text[:100]}
    assert client.post(f"{address(sam)}/profile", data=form).status_code == 303
    with unit_of_work():
        programme.release(event, by=OLIVIA, now=NOON)
    for page in (
        "/2027/speakers/sam-speaker?lang=en",
        "/2027/sessions/energy?lang=en",
        "/2027/speakers?lang=en",
    ):
        shown = client.get(page)
        assert shown.status_code == 200
        main = shown.text.partition("<main")[2].partition("</main>")[0]
        assert not re.search(r"<(script|img|iframe|style|base|form|svg/|math)\b(?![^>]*aria-hidden)", main)
        assert not re.search(r'(href|src)="?\s*(javascript|data|vbscript|file):', main, re.IGNORECASE)
        assert " onerror" not in re.sub(r"&lt;.*?&gt;", "", main)


# Photographs


def test_a_photograph_is_served_by_its_content_only_while_it_is_released(
    client: FlaskClient, sam: Speaker, event: Event
) -> None:
    with unit_of_work():
        digest = speakers.keep_photo(sam, picture(), by=OLIVIA, now=NOON).digest
    path = f"/2027/photos/{digest}/500-500/320.jpg"
    assert client.get(path).status_code == 404, "nothing is public before a release"
    with unit_of_work():
        programme.release(event, by=OLIVIA, now=NOON)
    shown = client.get(path)
    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
    assert shown.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert path in client.get("/2027/speakers/sam-speaker").text
    for wrong in ("500-501/320", "500-500/321", "500-500/4000", "0-0/320"):
        assert client.get(f"/2027/photos/{digest}/{wrong}.jpg").status_code == 404
    assert client.get(f"/2027/photos/{'0' * 64}/500-500/320.jpg").status_code == 404
    with unit_of_work():
        speakers.erase_due(event, now=event.ends_at + timedelta(days=91))
    assert client.get(path).status_code == 404, "what was erased is gone, whatever a release shows"


@pytest.mark.parametrize("number", [90, 900])
def test_many_files_in_one_form_are_not_kept(client: FlaskClient, sam: Speaker, number: int) -> None:
    path = f"{address(sam)}/profile"
    files = {f"file-{n}": (io.BytesIO(b"\xff\xd8\xff" + bytes(200_000)), "a.jpg") for n in range(number)}
    with client.application.test_request_context(path, method="POST", data=files) as context:
        client.application.preprocess_request()
        try:
            kept = [upload.stream.seek(0, 2) for upload in context.request.files.values()]
        except RequestEntityTooLarge:
            kept = []
    assert sum(kept) == (200_003 if number == 90 else 0)
