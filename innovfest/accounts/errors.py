"""Why signing in or inviting is refused."""

from flask_babel import lazy_gettext as _l

from innovfest.errors import Conflict


class LinkUnusable(Conflict):
    """The sign-in link is used, old or mistyped."""

    code = "link-unusable"
    sentence = _l("This sign-in link has been used or is too old. Ask for a new one.")


class InvitationUnusable(Conflict):
    """The invitation is accepted, withdrawn, old or mistyped."""

    code = "invitation-unusable"
    sentence = _l("This invitation has been used, withdrawn or is too old. Ask for a new one.")


class LastOrganiser(Conflict):
    """An edition keeps at least one organiser."""

    code = "last-organiser"
    sentence = _l("This is the last organiser. Make someone else organiser first.")
