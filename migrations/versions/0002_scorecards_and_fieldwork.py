"""Create scorecards, waves, assignments and drafts."""

import sqlalchemy as sa
from alembic import op

revision = "0002_scorecards_and_fieldwork"
down_revision = "0001_people_and_brands"


def upgrade() -> None:
    op.create_table(
        "scorecards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brand_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("draft_rev", sa.Integer(), nullable=False),
        sa.Column("draft_saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("draft_saved_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_scorecards_brand_id")),
        sa.ForeignKeyConstraint(["draft_saved_by"], ["users.id"], name=op.f("fk_scorecards_draft_saved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecards")),
        sa.UniqueConstraint("brand_id", "id", name=op.f("uq_scorecards_brand_id_id")),
    )
    with op.batch_alter_table("scorecards", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scorecards_brand_id"), ["brand_id"], unique=False)

    op.create_table(
        "waves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brand_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("notice_on", sa.Date(), nullable=True),
        sa.Column("notice_manner", sa.Text(), nullable=True),
        sa.Column("notice_recorded_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state = 'planned' OR (notice_on IS NOT NULL AND notice_manner IS NOT NULL)",
            name=op.f("ck_waves_notice_before_open"),
        ),
        sa.CheckConstraint("state IN ('planned', 'open', 'closed')", name=op.f("ck_waves_state")),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_waves_period")),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_waves_brand_id")),
        sa.ForeignKeyConstraint(
            ["notice_recorded_by"], ["users.id"], name=op.f("fk_waves_notice_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waves")),
        sa.UniqueConstraint("brand_id", "id", name=op.f("uq_waves_brand_id_id")),
        sa.UniqueConstraint("brand_id", "name", name=op.f("uq_waves_brand_id_name")),
    )
    with op.batch_alter_table("waves", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_waves_brand_id"), ["brand_id"], unique=False)

    op.create_table(
        "scorecard_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brand_id", sa.Integer(), nullable=False),
        sa.Column("scorecard_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["brand_id", "scorecard_id"],
            ["scorecards.brand_id", "scorecards.id"],
            name=op.f("fk_scorecard_versions_brand_id_scorecard_id"),
        ),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_scorecard_versions_brand_id")),
        sa.ForeignKeyConstraint(
            ["published_by"], ["users.id"], name=op.f("fk_scorecard_versions_published_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecard_versions")),
        sa.UniqueConstraint("brand_id", "id", name=op.f("uq_scorecard_versions_brand_id_id")),
        sa.UniqueConstraint("scorecard_id", "number", name=op.f("uq_scorecard_versions_scorecard_id_number")),
    )
    with op.batch_alter_table("scorecard_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scorecard_versions_brand_id"), ["brand_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_scorecard_versions_scorecard_id"), ["scorecard_id"], unique=False
        )

    op.create_table(
        "wave_shoppers",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("shopper_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_wave_shoppers_number")),
        sa.ForeignKeyConstraint(["shopper_id"], ["users.id"], name=op.f("fk_wave_shoppers_shopper_id")),
        sa.ForeignKeyConstraint(["wave_id"], ["waves.id"], name=op.f("fk_wave_shoppers_wave_id")),
        sa.PrimaryKeyConstraint("wave_id", "shopper_id", name=op.f("pk_wave_shoppers")),
        sa.UniqueConstraint("wave_id", "number", name=op.f("uq_wave_shoppers_wave_id_number")),
    )
    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brand_id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("scorecard_version_id", sa.Integer(), nullable=False),
        sa.Column("situation", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("shopper_id", sa.Integer(), nullable=True),
        sa.Column("window_from", sa.DateTime(), nullable=False),
        sa.Column("window_until", sa.DateTime(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("briefing", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "channel IN ('visit', 'phone', 'email', 'chat', 'web')", name=op.f("ck_assignments_channel")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'assigned', 'started', 'done', 'cancelled')", name=op.f("ck_assignments_state")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'cancelled') OR shopper_id IS NOT NULL",
            name=op.f("ck_assignments_shopper_of_state"),
        ),
        sa.CheckConstraint("window_from < window_until", name=op.f("ck_assignments_window")),
        sa.ForeignKeyConstraint(
            ["brand_id", "location_id"],
            ["locations.brand_id", "locations.id"],
            name=op.f("fk_assignments_brand_id_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["brand_id", "scorecard_version_id"],
            ["scorecard_versions.brand_id", "scorecard_versions.id"],
            name=op.f("fk_assignments_brand_id_scorecard_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["brand_id", "wave_id"],
            ["waves.brand_id", "waves.id"],
            name=op.f("fk_assignments_brand_id_wave_id"),
        ),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_assignments_brand_id")),
        sa.ForeignKeyConstraint(["shopper_id"], ["users.id"], name=op.f("fk_assignments_shopper_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
        sa.UniqueConstraint("brand_id", "id", name=op.f("uq_assignments_brand_id_id")),
    )
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignments_brand_id"), ["brand_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignments_location_id"), ["location_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_assignments_scorecard_version_id"), ["scorecard_version_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_assignments_shopper_id"), ["shopper_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignments_wave_id"), ["wave_id"], unique=False)

    op.create_table(
        "drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("brand_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("shopper_id", sa.Integer(), nullable=False),
        sa.Column("scorecard_version_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Text(), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("round > 0 AND rev >= 0", name=op.f("ck_drafts_numbers")),
        sa.ForeignKeyConstraint(
            ["brand_id", "assignment_id"],
            ["assignments.brand_id", "assignments.id"],
            name=op.f("fk_drafts_brand_id_assignment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["brand_id", "scorecard_version_id"],
            ["scorecard_versions.brand_id", "scorecard_versions.id"],
            name=op.f("fk_drafts_brand_id_scorecard_version_id"),
        ),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_drafts_brand_id")),
        sa.ForeignKeyConstraint(["shopper_id"], ["users.id"], name=op.f("fk_drafts_shopper_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drafts_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_drafts_brand_id"), ["brand_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_drafts_shopper_id"), ["shopper_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_drafts_shopper_id"))
        batch_op.drop_index(batch_op.f("ix_drafts_brand_id"))
        batch_op.drop_index(batch_op.f("ix_drafts_assignment_id"))

    op.drop_table("drafts")
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignments_wave_id"))
        batch_op.drop_index(batch_op.f("ix_assignments_shopper_id"))
        batch_op.drop_index(batch_op.f("ix_assignments_scorecard_version_id"))
        batch_op.drop_index(batch_op.f("ix_assignments_location_id"))
        batch_op.drop_index(batch_op.f("ix_assignments_brand_id"))

    op.drop_table("assignments")
    op.drop_table("wave_shoppers")
    with op.batch_alter_table("scorecard_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scorecard_versions_scorecard_id"))
        batch_op.drop_index(batch_op.f("ix_scorecard_versions_brand_id"))

    op.drop_table("scorecard_versions")
    with op.batch_alter_table("waves", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_waves_brand_id"))

    op.drop_table("waves")
    with op.batch_alter_table("scorecards", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scorecards_brand_id"))

    op.drop_table("scorecards")
