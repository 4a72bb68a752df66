"""Waivers, comments and sign-offs of people, apart from the signed report; counts of the list."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_audits_counted",
        "audits",
        [
            "tenant_id",
            "model_version_id",
            "dataset_version_id",
            "policy_version_id",
            "state",
            "gate",
        ],
    )
    op.create_table(
        "waivers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("audit_id", sa.String(), nullable=False),
        sa.Column("finding", sa.String(), nullable=False),
        sa.Column("rule", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("policy_id", sa.String(), nullable=True),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("until", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("withdrawn_at", sa.Double(), nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audits.id"], name=op.f("fk_waivers_audit_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_waivers_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waivers")),
    )
    op.create_index("ix_waivers_tenant_id_id", "waivers", ["tenant_id", "id"])
    op.create_index("ix_waivers_tenant_id_subject_id", "waivers", ["tenant_id", "subject_id"])
    op.create_index(op.f("ix_waivers_tenant_id"), "waivers", ["tenant_id"])
    op.create_index(op.f("ix_waivers_audit_id"), "waivers", ["audit_id"])
    op.create_table(
        "remarks",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("audit_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("finding", sa.String(), nullable=True),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("canonical_sha256", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.CheckConstraint("kind in ('comment', 'sign_off')", name=op.f("ck_remarks_kind")),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audits.id"], name=op.f("fk_remarks_audit_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_remarks_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remarks")),
    )
    op.create_index(op.f("ix_remarks_tenant_id"), "remarks", ["tenant_id"])
    op.create_index(op.f("ix_remarks_audit_id"), "remarks", ["audit_id"])


def downgrade() -> None:
    op.drop_table("remarks")
    op.drop_table("waivers")
    op.drop_index("ix_audits_counted", table_name="audits")
