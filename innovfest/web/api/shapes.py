"""What all shapes of the interface share: strict reading, and numbers as JSON Schema understands them."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

LARGEST = 2**31 - 1
FARTHEST_MS = 2**53


def _whole(value: object) -> object:
    """Read 7.0 as 7: to JSON Schema it is an integer (2020-12, 6.1.1)."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


RowId = Annotated[int, Field(ge=1, le=LARGEST), BeforeValidator(_whole)]
Number = Annotated[int, Field(ge=0, le=100_000), BeforeValidator(_whole)]
OfferNumber = Annotated[int, Field(ge=0, le=2**53), BeforeValidator(_whole)]
Milliseconds = Annotated[int, Field(ge=-FARTHEST_MS, le=FARTHEST_MS), BeforeValidator(_whole)]


class Shape(BaseModel):
    """A JSON object; fields that it does not name are ignored, so that newer phones can talk to us."""

    model_config = ConfigDict(strict=True, extra="ignore")
