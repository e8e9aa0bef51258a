"""What can stand in an address: values that no table holds lead to a page that is not found."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter, ValidationError

LARGEST_ID = 2**31 - 1
"""The largest INTEGER of PostgreSQL."""


class Text(UnicodeConverter):
    """A part of an address without NUL, which PostgreSQL can't compare with anything."""

    def to_python(self, value: str) -> str:
        """Return the text; raises ValidationError."""
        if "\0" in value:
            raise ValidationError
        return value


class Id(IntegerConverter):
    """A number that can be the id of a row."""

    def __init__(self, map: Map) -> None:  # noqa: A002 - Werkzeug's name
        """Take no options: every id is of the same kind."""
        super().__init__(map, max=LARGEST_ID)


def init_app(app: Flask) -> None:
    """Read the parts of all addresses so."""
    app.url_map.converters.update(default=Text, string=Text, int=Id)
