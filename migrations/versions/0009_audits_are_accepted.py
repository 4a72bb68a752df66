"""Who took an audit as it is, and why: what came before is no news for `mode: new_only`."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("audits", sa.Column("accepted_at", sa.Double(), nullable=True))
    op.add_column("audits", sa.Column("accepted_by", sa.String(), nullable=True))
    op.add_column("audits", sa.Column("accepted_reason", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("audits", "accepted_reason")
    op.drop_column("audits", "accepted_by")
    op.drop_column("audits", "accepted_at")
