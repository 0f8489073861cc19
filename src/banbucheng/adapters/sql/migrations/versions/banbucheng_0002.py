"""Digests, seals, a feed and the columns that cases are found by."""

from alembic import op

from banbucheng.adapters.sql.migrations import from_alembic

revision = "banbucheng_0002"
down_revision = "banbucheng_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables of version 1 to version 2."""
    from_alembic(op.get_context(), 2)


def downgrade() -> None:
    """Nothing is taken away: the ledger is a record."""
