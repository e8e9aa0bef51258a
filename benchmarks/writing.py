"""How the floor writes: the product's engine, and one thread at a time on SQLite."""

import os
import threading
from contextlib import nullcontext
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.dialects import postgresql, sqlite

import innovfest.accounts.models  # noqa: F401 - the tables refer to it
from innovfest.database import engine_options
from innovfest.mail import MailAllowance

engine = create_engine(
    os.environ["FLOOR_DATABASE"].replace("postgresql://", "postgresql+psycopg://", 1),
    **engine_options(os.environ["FLOOR_DATABASE"]),
).execution_options(immediate=True)

# The product lets one thread write to SQLite at a time, and so does the floor: waiting for the file's lock
# would cost it half its rate.
turn: Any = threading.Lock() if engine.dialect.name == "sqlite" else nullcontext()

dialect: Any = sqlite if engine.dialect.name == "sqlite" else postgresql

_count = dialect.insert(MailAllowance)
counted = _count.on_conflict_do_update(
    index_elements=["subject", "hour"], set_={"mails": MailAllowance.mails + 1}
)
