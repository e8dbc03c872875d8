"""No index on a version's state: nearly every version is live, and SQLite began each search by listing them all."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_versions_state", "versions")


def downgrade() -> None:
    op.create_index("ix_versions_state", "versions", ["state"], unique=False)
