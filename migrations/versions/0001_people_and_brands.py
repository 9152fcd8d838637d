"""Create people, brands, areas and locations."""

import sqlalchemy as sa
from alembic import op

revision = "0001_people_and_brands"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "brands",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("logo_key", sa.Text(), nullable=True),
        sa.Column("accent", sa.Text(), nullable=False),
        sa.Column("second_colour", sa.Text(), nullable=False),
        sa.Column("allows_staff_questions", sa.Boolean(), nullable=False),
        sa.Column("shows_visit_time", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "length(accent) = 7 AND length(second_colour) = 7", name=op.f("ck_brands_colours")
        ),
        sa.CheckConstraint("length(currency) = 3", name=op.f("ck_brands_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brands")),
        sa.UniqueConstraint("name", name=op.f("uq_brands_name")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_users_email_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_users_fs_uniquifier")),
    )
    op.create_table(
        "areas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brand_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["brand_id", "parent_id"],
            ["areas.brand_id", "areas.id"],
            name=op.f("fk_areas_brand_id_parent_id"),
        ),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_areas_brand_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_areas")),
        sa.UniqueConstraint("brand_id", "id", name=op.f("uq_areas_brand_id_id")),
    )
    with op.batch_alter_table("areas", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_areas_brand_id"), ["brand_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_areas_path"), ["path"], unique=False)
        batch_op.create_index("uq_areas_name", ["brand_id", "parent_id", "name"], unique=True)
        batch_op.create_index(
            "uq_areas_root_name",
            ["brand_id", "name"],
            unique=True,
            sqlite_where=sa.text("parent_id IS NULL"),
            postgresql_where=sa.text("parent_id IS NULL"),
        )

    op.create_table(
        "brand_situations",
        sa.Column("brand_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_brand_situations_brand_id")),
        sa.PrimaryKeyConstraint("brand_id", "key", name=op.f("pk_brand_situations")),
    )
    op.create_table(
        "locations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brand_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("lat", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("lon", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("peer_group", sa.Text(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180", name=op.f("ck_locations_position")
        ),
        sa.ForeignKeyConstraint(
            ["brand_id", "area_id"],
            ["areas.brand_id", "areas.id"],
            name=op.f("fk_locations_brand_id_area_id"),
        ),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_locations_brand_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_locations")),
        sa.UniqueConstraint("brand_id", "id", name=op.f("uq_locations_brand_id_id")),
    )
    with op.batch_alter_table("locations", schema=None) as batch_op:
        batch_op.create_index("ix_locations_area", ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_locations_brand_id"), ["brand_id"], unique=False)
        batch_op.create_index(
            "uq_locations_external",
            ["brand_id", "external_id"],
            unique=True,
            sqlite_where=sa.text("external_id IS NOT NULL"),
            postgresql_where=sa.text("external_id IS NOT NULL"),
        )

    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("brand_id", sa.Integer(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("location_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("invited_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", sa.Integer(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(role = 'admin') = (brand_id IS NULL)", name=op.f("ck_invitations_brand_of_role")
        ),
        sa.CheckConstraint(
            "role IN ('admin', 'account_manager', 'brand_owner', 'location_manager', 'shopper')",
            name=op.f("ck_invitations_role"),
        ),
        sa.ForeignKeyConstraint(["accepted_by"], ["users.id"], name=op.f("fk_invitations_accepted_by")),
        sa.ForeignKeyConstraint(
            ["brand_id", "area_id"],
            ["areas.brand_id", "areas.id"],
            name=op.f("fk_invitations_brand_id_area_id"),
        ),
        sa.ForeignKeyConstraint(
            ["brand_id", "location_id"],
            ["locations.brand_id", "locations.id"],
            name=op.f("fk_invitations_brand_id_location_id"),
        ),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_invitations_brand_id")),
        sa.ForeignKeyConstraint(["invited_by"], ["users.id"], name=op.f("fk_invitations_invited_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_invitations_token_sha256")),
    )
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitations_brand_id"), ["brand_id"], unique=False)

    op.create_table(
        "memberships",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("brand_id", sa.Integer(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("location_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(role = 'admin') = (brand_id IS NULL)", name=op.f("ck_memberships_brand_of_role")
        ),
        sa.CheckConstraint(
            "role = 'location_manager' OR (area_id IS NULL AND location_id IS NULL)",
            name=op.f("ck_memberships_scope_of_role"),
        ),
        sa.CheckConstraint(
            "role IN ('admin', 'account_manager', 'brand_owner', 'location_manager', 'shopper')",
            name=op.f("ck_memberships_role"),
        ),
        sa.CheckConstraint("area_id IS NULL OR location_id IS NULL", name=op.f("ck_memberships_one_scope")),
        sa.ForeignKeyConstraint(
            ["brand_id", "area_id"],
            ["areas.brand_id", "areas.id"],
            name=op.f("fk_memberships_brand_id_area_id"),
        ),
        sa.ForeignKeyConstraint(
            ["brand_id", "location_id"],
            ["locations.brand_id", "locations.id"],
            name=op.f("fk_memberships_brand_id_location_id"),
        ),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_memberships_brand_id")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_memberships_created_by")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_memberships_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memberships_brand_id"), ["brand_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_memberships_user_id"), ["user_id"], unique=False)
        batch_op.create_index("uq_memberships_area", ["user_id", "role", "area_id"], unique=True)
        batch_op.create_index(
            "uq_memberships_brand",
            ["user_id", "role", "brand_id"],
            unique=True,
            sqlite_where=sa.text("area_id IS NULL AND location_id IS NULL"),
            postgresql_where=sa.text("area_id IS NULL AND location_id IS NULL"),
        )
        batch_op.create_index(
            "uq_memberships_everywhere",
            ["user_id", "role"],
            unique=True,
            sqlite_where=sa.text("brand_id IS NULL"),
            postgresql_where=sa.text("brand_id IS NULL"),
        )
        batch_op.create_index("uq_memberships_location", ["user_id", "role", "location_id"], unique=True)


def downgrade() -> None:
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_index("uq_memberships_location")
        batch_op.drop_index(
            "uq_memberships_everywhere",
            sqlite_where=sa.text("brand_id IS NULL"),
            postgresql_where=sa.text("brand_id IS NULL"),
        )
        batch_op.drop_index(
            "uq_memberships_brand",
            sqlite_where=sa.text("area_id IS NULL AND location_id IS NULL"),
            postgresql_where=sa.text("area_id IS NULL AND location_id IS NULL"),
        )
        batch_op.drop_index("uq_memberships_area")
        batch_op.drop_index(batch_op.f("ix_memberships_user_id"))
        batch_op.drop_index(batch_op.f("ix_memberships_brand_id"))

    op.drop_table("memberships")
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitations_brand_id"))

    op.drop_table("invitations")
    with op.batch_alter_table("locations", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_locations_external",
            sqlite_where=sa.text("external_id IS NOT NULL"),
            postgresql_where=sa.text("external_id IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_locations_brand_id"))
        batch_op.drop_index("ix_locations_area")

    op.drop_table("locations")
    op.drop_table("brand_situations")
    with op.batch_alter_table("areas", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_areas_root_name",
            sqlite_where=sa.text("parent_id IS NULL"),
            postgresql_where=sa.text("parent_id IS NULL"),
        )
        batch_op.drop_index("uq_areas_name")
        batch_op.drop_index(batch_op.f("ix_areas_path"))
        batch_op.drop_index(batch_op.f("ix_areas_brand_id"))

    op.drop_table("areas")
    op.drop_table("users")
    op.drop_table("brands")
