"""The tables of the first release."""

from alembic import op

from banbucheng.adapters.sql.migrations import from_alembic

revision = "banbucheng_0001"
down_revision = None
branch_labels = ("banbucheng",)
depends_on = None


def upgrade() -> None:
    """Make the tables where there are none."""
    from_alembic(op.get_context(), 1)


def downgrade() -> None:
    """Nothing is taken away: the ledger is a record."""
