"""Which answers stood on a source that is old or replaced, to be counted without reading their receipts."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_STALE = {"stale", "superseded"}


def upgrade() -> None:
    with op.batch_alter_table("answers") as answers:
        answers.add_column(sa.Column("stale", sa.Boolean(), nullable=False, server_default=sa.false()))
    kept = sa.table(
        "answers", sa.column("id", sa.String), sa.column("receipt", sa.JSON), sa.column("stale", sa.Boolean)
    )
    connection = op.get_bind()
    for answer_id, receipt in connection.execute(sa.select(kept.c.id, kept.c.receipt)).all():
        if _STALE & {warning["code"] for warning in receipt["answer"]["warnings"]}:
            connection.execute(sa.update(kept).where(kept.c.id == answer_id).values(stale=True))


def downgrade() -> None:
    with op.batch_alter_table("answers") as answers:
        answers.drop_column("stale")
