"""Who names some stored bytes, found without reading every report."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COLUMNS = (
    ("model_versions", "sha256"),
    ("dataset_versions", "sha256"),
    ("reports", "json_sha256"),
    ("reports", "article_sha256"),
    ("reports", "page_sha256"),
    ("reports", "answers_sha256"),
)


def upgrade() -> None:
    for table, column in COLUMNS:
        op.create_index(f"ix_{table}_tenant_id_{column}", table, ["tenant_id", column])


def downgrade() -> None:
    for table, column in reversed(COLUMNS):
        op.drop_index(f"ix_{table}_tenant_id_{column}", table_name=table)
