"""The WSGI entry point, for any server: `wsgi:app`."""

from innovfest import create_app

app = create_app()
