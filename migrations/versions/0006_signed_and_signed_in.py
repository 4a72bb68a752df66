"""Keys that sign, heads of the trail, roles of people, where a session is, and what waits."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# Which uploads wait to be looked into is found without reading every version.
VERSIONS = ("model_versions", "dataset_versions")


def upgrade() -> None:
    op.create_table(
        "signing_keys",
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("retired_at", sa.Double(), nullable=True),
        sa.Column("revoked_at", sa.Double(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_signing_keys")),
    )
    op.create_table(
        "trail_heads",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("envelope", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_trail_heads_tenant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_heads")),
        sa.UniqueConstraint(
            "tenant_id", "position", name=op.f("uq_trail_heads_tenant_id_position")
        ),
    )
    op.create_index(op.f("ix_trail_heads_tenant_id"), "trail_heads", ["tenant_id"])
    op.add_column("users", sa.Column("role", sa.String(), nullable=True))
    op.add_column("sessions", sa.Column("address", sa.String(), nullable=True))
    op.add_column("sessions", sa.Column("agent", sa.String(), nullable=True))
    for table in VERSIONS:
        op.create_index(f"ix_{table}_inspection_tenant_id", table, ["inspection", "tenant_id"])


def downgrade() -> None:
    for table in reversed(VERSIONS):
        op.drop_index(f"ix_{table}_inspection_tenant_id", table_name=table)
    op.drop_column("sessions", "agent")
    op.drop_column("sessions", "address")
    op.drop_column("users", "role")
    op.drop_index(op.f("ix_trail_heads_tenant_id"), table_name="trail_heads")
    op.drop_table("trail_heads")
    op.drop_table("signing_keys")
