"""How names are found and sorted: folded to plain letters (`wording.fold`)."""

from innovfest.wording import fold


def name_key(first_name: str, last_name: str) -> str:
    """Return the key by which one person is recognised at one address."""
    return fold(f"{first_name} {last_name}")[:250]


def sort_key(first_name: str, last_name: str) -> str:
    """Return the key that sorts by surname, then first name; particles count ("Van den Berg" at V)."""
    return f"{fold(last_name)}\x1f{fold(first_name)}"[:250]


def search_key(first_name: str, last_name: str, organisation: str, email: str | None) -> str:
    """Return the text that a search looks in; a space before each word lets words match from their start."""
    return f" {fold(f'{first_name} {last_name} {organisation}')} {(email or '').casefold()}"[:700]
