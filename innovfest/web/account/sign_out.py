"""Signing out."""

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue
from flask_login import logout_user

from innovfest.web.access import signed_in

blueprint = Blueprint("sign_out", __name__)


@blueprint.post("/sign-out")
@signed_in
def create() -> ResponseReturnValue:
    """End the login in this browser."""
    logout_user()
    return redirect("/", 303)
