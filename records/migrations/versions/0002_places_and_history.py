"""Places of a document, digests of files, dates of versions, confidence of OCR."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "places",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("document_id", sa.String(length=200), nullable=False),
        sa.Column("visibility", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["path"], ["sources.path"], name=op.f("fk_places_path"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("path", "key", name=op.f("pk_places")),
    )
    op.create_index(op.f("ix_places_document_id"), "places", ["document_id"], unique=False)
    with op.batch_alter_table("sources") as batch_op:
        batch_op.add_column(sa.Column("content", sa.String(length=64), nullable=False, server_default=""))
    # A version outlives its file: the history of what was said does not go with it.
    with op.batch_alter_table("versions") as batch_op:
        batch_op.drop_constraint("fk_versions_source", type_="foreignkey")
        batch_op.add_column(sa.Column("published_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("retired_at", sa.DateTime(), nullable=True))
    with op.batch_alter_table("passages") as batch_op:
        batch_op.add_column(sa.Column("ocr", sa.Float(), nullable=True))
    _know_earlier_ingests()


def downgrade() -> None:
    with op.batch_alter_table("passages") as batch_op:
        batch_op.drop_column("ocr")
    with op.batch_alter_table("versions") as batch_op:
        batch_op.drop_column("retired_at")
        batch_op.drop_column("published_at")
        batch_op.create_foreign_key("fk_versions_source", "sources", ["source"], ["path"])
    with op.batch_alter_table("sources") as batch_op:
        batch_op.drop_column("content")
    op.drop_index(op.f("ix_places_document_id"), table_name="places")
    op.drop_table("places")


def _know_earlier_ingests() -> None:
    """Each live document stands at the file it was read from; its key is told when that file is read again."""
    op.execute(
        "INSERT INTO places (path, key, document_id, visibility) "
        "SELECT source, document_id, document_id, visibility FROM versions WHERE state = 'live'"
    )
    op.execute("UPDATE versions SET published_at = created_at WHERE state = 'live'")
    op.execute("UPDATE sources SET fingerprint = '', status = 'refused' WHERE status = 'failed'")
    op.execute("UPDATE sources SET fingerprint = ''")
