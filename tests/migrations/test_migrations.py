"""Migrations go up and down on both databases, and end where the models are."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from innovfest import create_app
from innovfest.database import Base, db
from tests.conftest import DATABASES, settings_for
from tests.support import databases


@pytest.mark.parametrize("kind", DATABASES)
def test_up_and_down_and_up_again(kind: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("migrations")
    app = create_app(settings_for(databases.address_of(kind, folder), folder))
    with app.app_context():
        upgrade()
        assert set(Base.metadata.tables) <= set(inspect(db.engine).get_table_names())
        with db.engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
        downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
        upgrade()
        db.session.remove()
        db.engine.dispose()
