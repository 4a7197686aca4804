"""Alembic's entry: runs the migrations on the engine that ``store.session`` hands over."""

from alembic import context

from dosetable.store import journal, models
from dosetable.store.base import Base
from dosetable.store.curation import tables

__all__ = ["journal", "models", "tables"]


def run() -> None:
    """Run online; SQLite alters tables by batch copies."""
    engine = context.config.attributes["engine"]
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
