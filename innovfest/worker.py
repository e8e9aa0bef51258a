"""The worker: mail, letters before the day, lines, paper lists, rehearsals, plans, figures, erasing."""

import logging
import threading
import time
from datetime import datetime, timedelta
from functools import partial

from flask import Flask
from flask_babel import force_locale

from innovfest import (
    breakouts,
    checkin,
    clock,
    events,
    mail,
    planning,
    programme,
    registration,
    rehearsal,
    speakers,
)
from innovfest.audit import SYSTEM
from innovfest.database import db, is_unavailable, retrying, unit_of_work

log = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0
ERASE_EVERY = timedelta(hours=1)
MAILINGS_EVERY = timedelta(minutes=1)


def run(app: Flask, stop: threading.Event | None = None) -> None:
    """Work until `stop` is set; a database that is away is waited for."""
    stop = stop or threading.Event()
    threading.Thread(target=warn_of_sender, args=(app,), name="sender", daemon=True).start()
    transport = mail.make_transport(app.config["INNOVFEST"].mail_url)
    erased_at: datetime | None = None
    looked_at: datetime | None = None
    turned: frozenset[int] = frozenset()
    player: threading.Thread | None = None
    planner: threading.Thread | None = None
    while not stop.is_set():
        busy = False
        try:
            with app.app_context():
                now = clock.now()
                if erased_at is None or now - erased_at >= ERASE_EVERY:
                    erase(now=now)
                    note_figures(now=now)
                    erased_at = now
                if looked_at is None or now - looked_at >= MAILINGS_EVERY:
                    send_mailings(now=now)
                    make_paper_lists(now=now)
                    tidy_rehearsals(now=now)
                    tidy_plans(now=now)
                    turned = serve_turned(turned, now=now)
                    looked_at = now
                serve_lines(now=now)
                return_held(now=now)
                if player is None or not player.is_alive():
                    player = play_wanted(app)
                if planner is None or not planner.is_alive():
                    planner = plan_wanted(app)
                busy = mail.deliver_due(transport, now=now) > 0
        except Exception as error:
            if not is_unavailable(error):
                log.exception("the worker stumbled and goes on")
            time.sleep(PAUSE_SECONDS)
        stop.wait(0.02 if busy else PAUSE_SECONDS)
    transport.close()


def warn_of_sender(app: Flask, look_up: mail.LookUp = mail.look_up_txt) -> None:
    """Log at the start what the sender's domain lacks, and whose answers nobody reads.

    Only where mail really leaves the house.
    """
    settings = app.config["INNOVFEST"]
    if settings.mail_url.startswith("mailbox:"):
        return
    with app.app_context(), force_locale("en"):
        findings = mail.check_sender(settings.mail_sender, settings.dkim_names, look_up)
        readers = events.list_readers(now=clock.now())
        for finding in findings + mail.check_replies(readers, settings.mail_sender):
            if not finding.good:
                log.warning("%s", finding.sentence)


def serve_lines(*, now: datetime) -> int:
    """End the offers whose time is over, and ask the next in line; return how many ended."""
    lapsed = 0
    for event_id in breakouts.list_editions_with_lapsed(now=now):
        with unit_of_work():
            lapsed += breakouts.expire(db.session.get_one(events.Event, event_id), now=now)
        db.session.remove()
    return lapsed


def serve_turned(turned: frozenset[int], *, now: datetime) -> frozenset[int]:
    """Let the lines move that turned from asking to giving at once since the last look.

    `turned` are the sessions (ids) that had by then, and those that have by now are returned. After a new
    start all of them are served again, which changes nothing.
    """
    by_edition = breakouts.list_turned(now=now)
    db.session.remove()
    for event_id, sessions in by_edition.items():
        if not sessions <= turned:
            with unit_of_work():
                breakouts.serve_event(db.session.get_one(events.Event, event_id), now=now)
            db.session.remove()
    return frozenset().union(*by_edition.values())


def note_figures(*, now: datetime) -> int:
    """Note how every session stands, for the plots; return how many changed."""
    with unit_of_work():
        noted = breakouts.note_all_figures(now=now)
    db.session.remove()
    return noted


def return_held(*, now: datetime) -> int:
    """Return the seats held back whose time has come to the pool; return how many."""
    seats = 0
    for session_id in breakouts.list_sessions_with_due(now=now):
        seats += retrying(partial(_return_held, session_id, now=now))
        db.session.remove()
    return seats


def _return_held(session_id: int, *, now: datetime) -> int:
    with unit_of_work():
        return breakouts.return_held(db.session.get_one(programme.Session, session_id), now=now)


def send_mailings(*, now: datetime) -> int:
    """Queue the mails to everybody whose time has come, each once; return how many mails."""
    queued = 0
    for event_id in [event.id for event in breakouts.list_editions_with_mailings(now=now)]:
        with unit_of_work():
            queued += breakouts.send_due_mailings(db.session.get_one(events.Event, event_id), now=now)
        db.session.remove()
    return queued


def make_paper_lists(*, now: datetime) -> int:
    """Make the paper list of the morning of each edition whose day it is, once; return how many."""
    with unit_of_work():
        made = checkin.make_due_lists(by=SYSTEM, now=now)
    db.session.remove()
    return len(made)


def play_wanted(app: Flask) -> threading.Thread | None:
    """Begin to play the rehearsal that waits longest, in a thread of its own: mail goes on meanwhile."""
    wanted = rehearsal.list_wanted()
    db.session.remove()
    if not wanted:
        return None
    player = threading.Thread(target=_play, args=(app, wanted[0]), name="rehearsal", daemon=True)
    player.start()
    return player


def _play(app: Flask, rehearsal_id: int) -> None:
    from innovfest.rehearsal.play import Site, play

    with app.app_context():
        try:
            play(rehearsal_id, Site.of(app.config["INNOVFEST"]), now=clock.now)
        except Exception:
            log.exception("the rehearsal could not be played")


def plan_wanted(app: Flask) -> threading.Thread | None:
    """Begin to search for the plan that waits longest, in a thread of its own."""
    waiting = planning.list_waiting()
    db.session.remove()
    if not waiting:
        return None
    planner = threading.Thread(target=_plan, args=(app, waiting[0]), name="plan", daemon=True)
    planner.start()
    return planner


def _plan(app: Flask, run_id: int) -> None:
    with app.app_context():
        try:
            planning.search(run_id, now=clock.now)
        except Exception:
            log.exception("the plan could not be made")


def tidy_plans(*, now: datetime) -> int:
    """Give up plans of which nothing is heard, as after a new start of the worker; return how many."""
    with unit_of_work():
        given_up = planning.fail_silent(now=now)
    db.session.remove()
    return given_up


def tidy_rehearsals(*, now: datetime) -> int:
    """Close rehearsals that broke off, and take away those of yesterday; return how many went."""
    with unit_of_work():
        for broken in rehearsal.list_broken_off(now=now):
            rehearsal.break_off(broken, now=now)
        due = [one.id for one in rehearsal.list_due(now=now)]
    for rehearsal_id in due:
        with unit_of_work():
            rehearsal.vanish(db.session.get_one(rehearsal.Rehearsal, rehearsal_id), by=SYSTEM, now=now)
    db.session.remove()
    return len(due)


def erase(*, now: datetime) -> int:
    """Erase in every edition what its date has come for; return how many rows changed."""
    with unit_of_work():
        changed = mail.forget_old(now=now)
        for event in events.list_events():
            changed += registration.erase_due(event, now=now) + checkin.erase_due(event, now=now)
            changed += speakers.erase_due(event, now=now) + planning.erase_due(event, now=now)
    db.session.remove()
    return changed
