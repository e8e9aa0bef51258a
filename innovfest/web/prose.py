"""Biographies: a little Markdown in, safe HTML out.

What is typed never becomes HTML by itself: only the few forms below are read at all, and what they make is
cleaned once more by a list of what may stand there, in case one of the two parts has a fault.
"""

from functools import cache, lru_cache
from typing import Any

import nh3
from flask import Flask
from markupsafe import Markup

FORMS = ("emphasis", "link", "autolink", "list", "newline", "escape", "entity", "blockquote")
"""What of Markdown (CommonMark 0.31) is read; headings, pictures, tables, code and raw HTML are not."""

TAGS = {"p", "em", "strong", "ul", "ol", "li", "a", "br", "blockquote"}
SCHEMES = {"https", "http", "mailto"}


def init_app(app: Flask) -> None:
    """Offer the filter to the templates."""
    app.jinja_env.filters["prose"] = prose


def prose(text: object) -> Markup:
    """Return a text as HTML."""
    return _prose(str(text))


@lru_cache(maxsize=512)
def _prose(text: str) -> Markup:
    written = nh3.clean(
        _reader().render(text),
        tags=TAGS,
        attributes={"*": set(), "a": {"href"}},
        url_schemes=SCHEMES,
        link_rel="noopener nofollow",
    )
    return Markup(written)  # noqa: S704 - cleaned in the line before


@cache
def _reader() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": 12}).enable(list(FORMS))
