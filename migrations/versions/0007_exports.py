"""Create exports: files of rows that somebody asked for, made by a job."""

import sqlalchemy as sa
from alembic import op

revision = "0007_exports"
down_revision = "0006_append_only"


def upgrade() -> None:
    op.create_table(
        "exports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brand_id", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("file_key", sa.Text(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.Column("requested_by", sa.Integer(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('queued', 'ready', 'failed')", name=op.f("ck_exports_state")),
        sa.CheckConstraint("(state = 'ready') = (file_key IS NOT NULL)", name=op.f("ck_exports_file")),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_exports_brand_id")),
        sa.ForeignKeyConstraint(["requested_by"], ["users.id"], name=op.f("fk_exports_requested_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
    )
    with op.batch_alter_table("exports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exports_brand_id"), ["brand_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("exports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exports_brand_id"))

    op.drop_table("exports")
