"""Where a report's PDF lies, once somebody asked for it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reports", sa.Column("pdf_sha256", sa.String(), nullable=True))
    op.create_index("ix_reports_tenant_id_pdf_sha256", "reports", ["tenant_id", "pdf_sha256"])


def downgrade() -> None:
    op.drop_index("ix_reports_tenant_id_pdf_sha256", table_name="reports")
    op.drop_column("reports", "pdf_sha256")
