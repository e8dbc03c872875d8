"""Alembic's entry: runs on the connection that records/database.py opened."""

from alembic import context

from records.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite cannot alter most constraints in place
)
with context.begin_transaction():
    context.run_migrations()
