"""The answers an audit's model gave, kept for the next audit; an audit's forerunner found fast."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reports", sa.Column("answers_sha256", sa.String(), nullable=True))
    op.create_index("ix_audits_tenant_id_name_id", "audits", ["tenant_id", "name", "id"])


def downgrade() -> None:
    op.drop_index("ix_audits_tenant_id_name_id", table_name="audits")
    op.drop_column("reports", "answers_sha256")
