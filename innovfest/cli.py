"""Commands for the operator: thin, over the same actions as the pages."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any, BinaryIO, TextIO

import click
from flask import Flask, current_app
from flask_babel import force_locale

from innovfest import accounts, clock, events, programme
from innovfest.audit import SYSTEM
from innovfest.database import unit_of_work
from innovfest.errors import Refusal


def register(app: Flask) -> None:
    """Add the commands to the application's own."""
    commands = (migrate, load_programme, sign_in_link, worker, erase, check, check_allocation, gate, backup)
    for command in (*commands, restore, rehearse, check_sender, export_programme):
        app.cli.add_command(command)


class Day(click.ParamType[date]):
    """A date written YYYY-MM-DD (RFC 3339 full-date)."""

    name = "date"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the date, or fail with a sentence."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            return self.fail(f"{value} is no date; write it as 2027-02-20.", param, ctx)


@click.command("migrate")
def migrate() -> None:
    """Bring the database to the present schema."""
    from flask_migrate import upgrade

    upgrade()


@click.command("load-programme")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--date",
    "day",
    type=Day(),
    help="Day of the edition; the file's own unless given.",
)
@click.option("--example/--real", default=None, help="Mark the edition as an example; a new one is.")
@click.option("--if-none", is_flag=True, help="Do nothing when there is an edition.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--live", is_flag=True, help="Take seats and capacities too, which the desk has set since.")
@click.option("--release", "public", is_flag=True, help="Release the draft afterwards.")
def load_programme(
    file: Path | None, *, if_none: bool, dry_run: bool, live: bool, public: bool, **options: Any
) -> None:
    """Make an edition from a programme file and release it, or put what a file changes into the draft.

    The file is TOML, the shipped one unless given; a schedule.json or schedule.xml, and a table as CSV or
    XLSX, go into the draft of the edition that is there.
    """
    from innovfest.planning import importing

    now = clock.now()
    with _refusals(), force_locale("en"), unit_of_work():
        if if_none and events.latest_event():
            return
        source = file or programme.shipped_programme()
        lines = importing.load_file(
            source, dry_run=dry_run, live=live, public=public, by=SYSTEM, now=now, **options
        )
    for line in lines:
        click.echo(line)


@click.command("export-programme")
@click.argument("file", type=click.File("w", encoding="utf-8", lazy=False), default="-")
@click.option("--event", "slug", help="Edition; the latest unless given.")
@click.option("--private", is_flag=True, help="With addresses, phone numbers and needs of speakers.")
def export_programme(file: TextIO, slug: str | None, private: bool) -> None:
    """Write the draft of an edition into a programme file, "-" for the screen."""
    from innovfest.programme import file as programme_file

    with _refusals():
        event = events.get_event(slug) if slug else events.latest_event()
        if event is None:
            raise click.ClickException("There is no edition yet.")
        file.write(programme_file.write_programme(programme_file.gather(event), private=private))


@click.command("sign-in-link")
@click.argument("email", default="organiser@example.org")
@click.option("--name", default="Organiser", help="Name of the login when it is new.")
@click.option("--minutes", default=60, show_default=True, help="How long the link works.")
def sign_in_link(email: str, name: str, minutes: int) -> None:
    """Print a one-time sign-in link; a new address becomes organiser of every edition."""
    click.echo(organiser_link(email, name, valid=timedelta(minutes=minutes)))


def organiser_link(email: str = "organiser@example.org", name: str = "Organiser", *, valid: timedelta) -> str:
    """Make a one-time sign-in link; a new address becomes organiser of every edition."""
    now = clock.now()
    with unit_of_work():
        is_new = accounts.find_user(email) is None
        user = accounts.ensure_user(email, name, language="nl", now=now)
        if is_new:
            for event in events.list_events():
                accounts.grant(user, event, "organiser", by=SYSTEM, now=now)
        token = accounts.make_sign_in_link(user, now=now, valid=valid)
    return f"{current_app.config['INNOVFEST'].base_url}/sign-in/{token}"


@click.command("worker")
def worker() -> None:
    """Send mail and erase what is due, until stopped."""
    import signal
    import threading

    from innovfest import worker as work

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    work.run(current_app._get_current_object(), stop)  # type: ignore[attr-defined]


@click.command("erase")
def erase() -> None:
    """Erase at once what has no reason to be kept any more; the worker does it every hour."""
    from innovfest import worker as work

    click.echo(f"{work.erase(now=clock.now())} rows erased.")


@click.command("check")
def check() -> None:
    """Compare counters with the rows that they count; exits with 1 when they differ."""
    from innovfest import reports

    differences = reports.counter_differences()
    for difference in differences:
        click.echo(difference)
    click.echo("Counters agree with their rows." if not differences else f"{len(differences)} differ.")
    if differences:
        raise SystemExit(1)


@click.command("check-sender")
def check_sender() -> None:
    """Say what the sender lacks of SPF, DKIM and DMARC, and who reads replies; exits with 1 on a lack."""
    from innovfest import mail

    settings = current_app.config["INNOVFEST"]
    with force_locale("en"):
        findings = mail.check_sender(settings.mail_sender, settings.dkim_names, mail.look_up_txt)
        findings += mail.check_replies(events.list_readers(now=clock.now()), settings.mail_sender)
    for finding in findings:
        click.echo(f"{'good   ' if finding.good else 'missing'} {finding.sentence}")
    if not all(finding.good for finding in findings):
        raise SystemExit(1)


@click.command("check-allocation")
@click.argument("file", type=click.File("rb"))
def check_allocation(file: BinaryIO) -> None:
    """Repeat a published outcome of wishes from its file, "-" for a pipe; exits with 1 on a fault."""
    import json

    from innovfest.breakouts import wishes

    with _refusals():
        try:
            document = json.load(file)
        except ValueError as error:
            raise wishes.NotAnOutcome(why=error) from error
        verdict = wishes.verify(document)
    for fault in verdict.faults:
        click.echo(fault)
    told = f"{verdict.people} people in {verdict.parties} parties"
    click.echo(f"{told}: {'the outcome holds' if not verdict.faults else 'the outcome does not hold'}.")
    if verdict.faults:
        raise SystemExit(1)


@click.group("gate")
def gate() -> None:
    """Gates and the phones that scan there."""


@gate.command("enrol")
@click.argument("name")
@click.option("--event", "slug", help="Edition; the latest unless given.")
def enrol(name: str, slug: str | None) -> None:
    """Print a token with which a script can scan at a gate."""
    from innovfest import checkin

    with _refusals(), unit_of_work():
        event = events.get_event(slug) if slug else events.latest_event()
        if event is None:
            raise click.ClickException("There is no edition yet.")
        token = checkin.enrol_script_device(event, name, by=SYSTEM, now=clock.now())
    click.echo(token)


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write the whole database into one file, while the site runs."""
    from innovfest import backup as copies

    with _refusals():
        click.echo(copies.write(file))


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Replace what is there without asking.")
def restore(file: Path, yes: bool) -> None:
    """Put the database back as a backup has it; everything that is there now is replaced."""
    from innovfest import backup as copies

    if not yes:
        click.confirm("Everything that is in the database now will be replaced. Go on?", abort=True)
    with _refusals():
        click.echo(copies.read(file))


SHAPES = ("rush", "trains", "even")
PHONES = click.IntRange(1, 40)


class Cut(click.ParamType[tuple[int, int]]):
    """Minutes from when to when: 10-20."""

    name = "from-to"

    def convert(
        self, value: str | tuple[int, int], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Read the two minutes, or fail with a sentence."""
        if isinstance(value, tuple):
            return value
        first, _, last = value.partition("-")
        if first.isdigit() and last.isdigit() and int(first) < int(last):
            return int(first), int(last)
        return self.fail(f"{value} says no two minutes; write 10-20.", param, ctx)


@click.command("rehearse")
@click.option("--event", "slug", help="Edition; the latest unless given.")
@click.option("--people", default=300, help="How many come.", type=click.IntRange(1, 5000))
@click.option("--minutes", default=30, help="Within how many minutes.", type=click.IntRange(1, 240))
@click.option("--phones", default=4, help="How many phones; one in four helps.", type=PHONES)
@click.option("--wrong", default=5, help="Percent for whom something is wrong.", type=click.IntRange(0, 100))
@click.option("--cut", type=Cut(), help="No network from minute to minute: 10-20.")
@click.option("--cut-share", default=100, help="Percent of phones without it.", type=click.IntRange(1, 100))
@click.option("--shape", default="rush", type=click.Choice(SHAPES), help="How they arrive.")
@click.option(
    "--speed", default=20.0, help="How much faster than real time.", type=click.FloatRange(0.1, 200)
)
@click.option("--seed", default=1, help="The same seed plays the same.")
@click.option("--keep", is_flag=True, help="Leave the test edition; it vanishes a day later.")
@click.option("--report", "file", type=click.File("w"), help='Write all figures as JSON; "-" for the screen.')
def rehearse(slug: str | None, *, keep: bool, file: TextIO | None, **options: Any) -> None:
    """Play a crowd of test people at the door of the running site; exits with 1 if anything is lost."""
    import json

    from innovfest import rehearsal
    from innovfest.rehearsal.play import Site, play

    settings = current_app.config["INNOVFEST"]
    plan = rehearsal.Plan(**options)
    with _refusals(), unit_of_work():
        event = events.get_event(slug) if slug else events.latest_event()
        if event is None:
            raise click.ClickException("There is no edition yet.")
        lead = timedelta(seconds=3 + plan.phones / 4)
        held = rehearsal.begin(event, plan, by=SYSTEM, now=clock.now(), lead=lead, status="playing")
        event_id, rehearsal_id = event.id, held.id
    try:
        report = play(rehearsal_id, Site.of(settings), now=clock.now, say=_say_progress)
    except ConnectionError as error:
        raise click.ClickException(f"{settings.base_url} does not answer: {error}") from error
    finally:
        if not keep:
            with unit_of_work():
                found = rehearsal.get_rehearsal(event_id, rehearsal_id)
                rehearsal.vanish(found, by=SYSTEM, now=clock.now())
    for line in rehearsal.told(report):
        click.echo(line)
    if file:
        json.dump(report, file, indent=1)
    if not rehearsal.is_clean(report) or rehearsal.list_overfull(report):
        raise SystemExit(1)


def _say_progress(progress: dict[str, Any]) -> bool:
    lines = ", ".join(f"{line} {length}" for line, length in progress["lines"].items() if length)
    away = f", {progress['away']} phones without network" if progress["away"] else ""
    told = f"minute {progress['second'] // 60}: {progress['scans']} scans, {progress['let_in']} let in"
    click.echo(f"{told}, {progress['waiting']} wait to be sent{away}; in line: {lines or 'nobody'}")
    return True


class _refusals:
    """Turn a refusal into a sentence and exit code 1."""

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Say the sentence."""
        if isinstance(error, Refusal):
            with force_locale("en"):
                said = error.facts.get("mistakes") or [error]
                raise click.ClickException("\n".join(map(str, said))) from None
