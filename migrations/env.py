"""How Alembic reaches the application's database and tables."""

from typing import Any

from alembic import context
from flask import current_app

db: Any = current_app.extensions["migrate"].db


def _render(kind: str, item: Any, _autogen: Any) -> str | bool:
    """Write our own column types as what they are stored as, so that a migration needs none of our code."""
    if kind == "type" and type(item).__name__ == "UTCDateTime":
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    """Run the migrations on the application's engine, in one transaction where the database can."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=_render,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
