"""Which uploads wait to be looked into, found without reading every version."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ("model_versions", "dataset_versions")


def upgrade() -> None:
    for table in TABLES:
        op.create_index(f"ix_{table}_inspection_tenant_id", table, ["inspection", "tenant_id"])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_index(f"ix_{table}_inspection_tenant_id", table_name=table)
