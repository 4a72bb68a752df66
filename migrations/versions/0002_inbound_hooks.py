"""Inbound hooks: addresses at which others start an audit."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inbound_hooks",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("schedule_id", sa.String(), nullable=False),
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.CheckConstraint("kind in ('generic', 'mlflow')", name=op.f("ck_inbound_hooks_kind")),
        sa.ForeignKeyConstraint(
            ["schedule_id"],
            ["schedules.id"],
            name=op.f("fk_inbound_hooks_schedule_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_inbound_hooks_tenant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_hooks")),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("uq_inbound_hooks_tenant_id_name")),
    )
    op.create_index(op.f("ix_inbound_hooks_tenant_id"), "inbound_hooks", ["tenant_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_inbound_hooks_tenant_id"), table_name="inbound_hooks")
    op.drop_table("inbound_hooks")
