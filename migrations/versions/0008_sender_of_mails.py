"""Add the name that a mail comes from, where it is not the program's: a shopper's mail names nothing that unmasks."""

import sqlalchemy as sa
from alembic import op

revision = "0008_sender_of_mails"
down_revision = "0007_exports"


def upgrade() -> None:
    with op.batch_alter_table("mails", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sender_name", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("mails", schema=None) as batch_op:
        batch_op.drop_column("sender_name")
