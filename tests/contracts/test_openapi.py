"""The description of the interface is true: whatever it allows is answered as it says, on real rows."""

import json
import re

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from innovfest import checkin
from innovfest.audit import SYSTEM
from innovfest.database import unit_of_work
from innovfest.web.api.openapi import describe
from tests.support.door import ARRIVAL

OPERATIONS = [(path, verb.upper()) for path, operations in describe()["paths"].items() for verb in operations]


@pytest.fixture
def token(event):
    with unit_of_work():
        return checkin.enrol_script_device(event, "Entrance", by=SYSTEM, now=ARRIVAL)


def test_the_description_is_served_and_names_every_endpoint(app):
    told = app.test_client().get("/api/v1/openapi.json").get_json()
    assert told == json.loads(json.dumps(describe()))
    routes = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/door")}
    routes = {re.sub(r"<int:(\w+)>", r"{\1}", route) for route in routes}
    assert set(told["paths"]) == routes


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_the_interface_answers_as_its_description_says(app, alice, token, path, method):
    """Schemathesis makes requests that fit the description and others that don't, and checks each answer."""
    description = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)

    @settings(
        max_examples=60,
        deadline=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=description[path][method].as_strategy())
    def exercise(case):
        case.call_and_validate(headers={"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"})

    exercise()
