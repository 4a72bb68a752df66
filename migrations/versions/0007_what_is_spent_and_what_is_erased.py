"""Processor time by tenant and hour, and organisations that were erased."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cpu_spent",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_cpu_spent_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "hour", name=op.f("pk_cpu_spent")),
    )
    op.create_index(op.f("ix_cpu_spent_tenant_id"), "cpu_spent", ["tenant_id"])
    op.add_column("tenants", sa.Column("erased_at", sa.Double(), nullable=True))


def downgrade() -> None:
    op.drop_column("tenants", "erased_at")
    op.drop_index(op.f("ix_cpu_spent_tenant_id"), table_name="cpu_spent")
    op.drop_table("cpu_spent")
