"""Signing in and out, and accepting an invitation to help organise."""

from flask import Blueprint

from innovfest.web.account import invitations, sign_in, sign_out

blueprint = Blueprint("account", __name__)
for resource in (sign_in, sign_out, invitations):
    blueprint.register_blueprint(resource.blueprint)
