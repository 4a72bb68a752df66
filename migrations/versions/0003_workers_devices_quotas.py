"""Workers that are there, audits that want a GPU, and an organisation's own bound of bytes."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workers",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("queues", sa.JSON(), nullable=False),
        sa.Column("devices", sa.JSON(), nullable=False),
        sa.Column("threads", sa.Integer(), nullable=False),
        sa.Column("serves_gpu", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.Double(), nullable=False),
        sa.Column("seen_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_workers")),
    )
    op.create_index(op.f("ix_workers_serves_gpu"), "workers", ["serves_gpu"])
    op.add_column("audits", sa.Column("device", sa.String(), nullable=True))
    op.add_column("tenants", sa.Column("most_bytes", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("tenants", "most_bytes")
    op.drop_column("audits", "device")
    op.drop_index(op.f("ix_workers_serves_gpu"), table_name="workers")
    op.drop_table("workers")
