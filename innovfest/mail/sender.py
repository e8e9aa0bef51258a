"""Whether mail in our name is believed, and who reads its answers: SPF, DKIM and DMARC of the sender.

The records are those of RFC 7208, RFC 6376 and RFC 7489.

Who reads a calendar invitation from a domain that proves nothing finds it among the spam, or not at all. The
records lie with the operator's DNS, so all this can do is to say what is missing. `look_up` gives the TXT
records of a name: none where there are none, and None where nobody answered.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

LookUp = Callable[[str], Sequence[str] | None]

MOST_LOOKUPS = 10
"""Terms of an SPF record that ask the DNS (RFC 7208 4.6.4); with more of them it counts as broken."""

_ASKING = re.compile(r"[+?~-]?(include:|a\b|mx\b|ptr\b|exists:)|redirect=", re.IGNORECASE)


_EXAMPLE = re.compile(r"(^|\.)(example(\.(com|net|org))?|test|invalid|localhost)$")
"""Domains that nobody has (RFC 2606)."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: a `code`, whether it is `good`, and a sentence that says so."""

    code: str
    good: bool
    sentence: str


def check_sender(address: str, selectors: Sequence[str], look_up: LookUp) -> list[Finding]:
    """Look at what the domain of an address says of its mail; `selectors` name its DKIM keys."""
    domain = address.rpartition("@")[2].lower()
    return [*_spf(domain, look_up), *_dkim(domain, selectors, look_up), *_dmarc(domain, look_up)]


def check_replies(readers: Mapping[str, str], sender: str) -> list[Finding]:
    """Look at who reads what people answer: `readers` has each edition's address of its organisers.

    Without one an answer goes to the sender, which is often nobody.
    """
    return [
        _replies(edition, address.strip().lower(), sender.lower()) for edition, address in readers.items()
    ]


def _replies(edition: str, address: str, sender: str) -> Finding:
    domain = address.rpartition("@")[2]
    values = {"edition": edition, "address": address}
    if not address:
        said = _("%(edition)s has no address that reads replies: set organiser_email in its programme file.")
        return Finding("replies-unread", good=False, sentence=said % values)
    if _EXAMPLE.search(domain):
        said = _("Replies about %(edition)s go to %(address)s, an example: set organiser_email.")
        return Finding("replies-example", good=False, sentence=said % values)
    if address == sender and address.startswith(("noreply@", "no-reply@")):
        said = _("Replies about %(edition)s go to %(address)s, which says that nobody reads it.")
        return Finding("replies-unread", good=False, sentence=said % values)
    said = _("Replies about %(edition)s go to %(address)s.")
    return Finding("replies", good=True, sentence=said % values)


def look_up_txt(name: str) -> Sequence[str] | None:
    """Ask the DNS for the TXT records of a name; at most five seconds."""
    import dns.exception
    import dns.resolver

    try:
        answer = dns.resolver.resolve(name, "TXT", lifetime=5)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except dns.exception.DNSException:
        return None
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


def _spf(domain: str, look_up: LookUp) -> Iterator[Finding]:
    records = look_up(domain)
    if records is None:
        yield _unknown("spf", domain)
        return
    found = [record for record in records if re.match(r"v=spf1( |$)", record, re.IGNORECASE)]
    if len(found) != 1:
        yield _no_spf(domain, len(found))
        return
    record = found[0]
    asked = _count_lookups(record, look_up, {domain})
    if asked > MOST_LOOKUPS:
        said = _("The SPF record of %(domain)s asks the DNS %(number)s times; more than 10 count as broken.")
        yield Finding("spf-lookups", good=False, sentence=said % {"domain": domain, "number": asked})
    elif re.search(r"(^|\s)\+?all(\s|$)", record, re.IGNORECASE):
        said = _("The SPF record of %(domain)s ends with +all: anybody may send in its name.")
        yield Finding("spf-open", good=False, sentence=said % {"domain": domain})
    elif not re.search(r"(^|\s)[~-]all(\s|$)|redirect=", record, re.IGNORECASE):
        said = _("The SPF record of %(domain)s says nothing of other servers; end it with ~all or -all.")
        yield Finding("spf-neutral", good=False, sentence=said % {"domain": domain})
    else:
        said = _("SPF: %(domain)s says which servers send its mail.") % {"domain": domain}
        yield Finding("spf", good=True, sentence=said)


def _no_spf(domain: str, number: int) -> Finding:
    if number:
        said = _("%(domain)s has %(number)s SPF records; with more than one none counts.")
        return Finding("spf-twice", good=False, sentence=said % {"domain": domain, "number": number})
    said = _(
        "%(domain)s has no SPF record. Add a TXT record that begins with v=spf1 and names your mail server."
    )
    return Finding("spf-missing", good=False, sentence=said % {"domain": domain})


def _count_lookups(record: str, look_up: LookUp, seen: set[str]) -> int:
    """Count the terms that ask the DNS, in the records that one includes as well."""
    asked = 0
    for term in record.split()[1:]:
        if not _ASKING.match(term):
            continue
        asked += 1
        other = re.match(r"[+?~-]?include:(\S+)|redirect=(\S+)", term, re.IGNORECASE)
        name = (other[1] or other[2]).lower() if other else ""
        if name and name not in seen and asked <= MOST_LOOKUPS:
            seen.add(name)
            included = [r for r in look_up(name) or [] if r.lower().startswith("v=spf1")]
            asked += sum(_count_lookups(r, look_up, seen) for r in included[:1])
    return asked


def _dkim(domain: str, selectors: Sequence[str], look_up: LookUp) -> Iterator[Finding]:
    if not selectors:
        said = _(
            "DKIM could not be looked at: name the keys of your mail server in INNOVFEST_DKIM_SELECTORS."
        )
        yield Finding("dkim-unnamed", good=False, sentence=said)
    for selector in selectors:
        name = f"{selector}._domainkey.{domain}"
        records = look_up(name)
        if records is None:
            yield _unknown("dkim", name)
            continue
        keys = [tags for record in records if "p" in (tags := _tags(record))]
        if not keys:
            said = _("There is no DKIM key at %(name)s. Your mail provider tells which record belongs there.")
            yield Finding("dkim-missing", good=False, sentence=said % {"name": name})
        elif not keys[0]["p"]:
            said = _("The DKIM key at %(name)s was withdrawn.")
            yield Finding("dkim-withdrawn", good=False, sentence=said % {"name": name})
        elif "y" in keys[0].get("t", "").split(":"):
            said = _("The DKIM key at %(name)s says that it is a test; receivers then ignore it.")
            yield Finding("dkim-test", good=False, sentence=said % {"name": name})
        else:
            yield Finding("dkim", good=True, sentence=_("DKIM: there is a key at %(name)s.") % {"name": name})


def _dmarc(domain: str, look_up: LookUp) -> Iterator[Finding]:
    for name in _dmarc_names(domain):
        records = look_up(f"_dmarc.{name}")
        if records is None:
            yield _unknown("dmarc", f"_dmarc.{name}")
            return
        found = [record for record in records if re.match(r"v=DMARC1\s*(;|$)", record)]
        if len(found) == 1:
            yield _policy(name, _tags(found[0]))
            return
        if len(found) > 1:
            said = _("%(name)s has %(number)s DMARC records; with more than one none counts.")
            values = {"name": f"_dmarc.{name}", "number": len(found)}
            yield Finding("dmarc-twice", good=False, sentence=said % values)
            return
    said = _("%(domain)s has no DMARC record. Add a TXT record at _dmarc.%(domain)s: %(record)s")
    values = {"domain": domain, "record": "v=DMARC1; p=quarantine"}
    yield Finding("dmarc-missing", good=False, sentence=said % values)


def _policy(name: str, tags: dict[str, str]) -> Finding:
    if tags.get("p", "").lower() in {"quarantine", "reject"}:
        said = _("DMARC: %(name)s tells what to do with mail that is not its own.") % {"name": name}
        return Finding("dmarc", good=True, sentence=said)
    said = _("The DMARC record of %(name)s only watches; p=quarantine or p=reject protects your name.")
    return Finding("dmarc-watching", good=False, sentence=said % {"name": name})


def _dmarc_names(domain: str) -> list[str]:
    """Return the domain and those above it, down to two labels: the owner's record counts for all below."""
    labels = domain.split(".")
    return [".".join(labels[i:]) for i in range(max(1, len(labels) - 1))]


def _tags(record: str) -> dict[str, str]:
    """Read a list of `tag=value`, apart by semicolons (RFC 6376 3.2)."""
    pairs = (part.partition("=") for part in record.split(";"))
    return {name.strip(): "".join(value.split()) for name, _equals, value in pairs}


def _unknown(code: str, name: str) -> Finding:
    said = _("%(name)s could not be looked up: nobody answered for it.")
    return Finding(f"{code}-unknown", good=False, sentence=said % {"name": name})
