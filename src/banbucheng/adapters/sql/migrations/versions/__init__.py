"""One revision of Alembic for each version of the tables."""
