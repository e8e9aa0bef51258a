"""The description of the interface, drawn from the shapes that it is read by (OpenAPI 3.1)."""

import json
from functools import cache
from typing import Any

from flask import Blueprint, Response
from pydantic.json_schema import models_json_schema

from innovfest.web.access import public
from innovfest.web.api import desk_schemas, paths, schemas
from innovfest.web.api.shapes import Shape

blueprint = Blueprint("openapi", __name__, url_prefix="/openapi.json")


@blueprint.get("")
@public
def show() -> Response:
    """Show the description."""
    return Response(_written(), mimetype="application/json")


@cache
def _written() -> str:
    return json.dumps(describe())


def describe() -> dict[str, Any]:
    """Return the description as JSON values."""
    shapes = {
        shape
        for module in (schemas, desk_schemas)
        for shape in vars(module).values()
        if isinstance(shape, type) and issubclass(shape, Shape) and shape is not Shape
    }
    _, definitions = models_json_schema(
        [(shape, "validation") for shape in sorted(shapes, key=lambda shape: shape.__name__)],
        ref_template="#/components/schemas/{model}",
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "InnovFest: the door",
            "version": "1",
            "description": "For phones, and scripts with a token by `bin/innovfest gate enrol GATE`.",
        },
        "paths": {f"/api/v1/door{path}": operations for path, operations in paths.PATHS.items()},
        "components": {
            "schemas": definitions["$defs"],
            "securitySchemes": {"phone": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"phone": []}],
    }
