"""Create audits, rounds, answers, photos and what arrived."""

import sqlalchemy as sa
from alembic import op

revision = "0003_audits"
down_revision = "0002_scorecards_and_fieldwork"


def upgrade() -> None:
    op.create_table(
        "payloads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sent_by", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_sha256", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["sent_by"], ["users.id"], name=op.f("fk_payloads_sent_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payloads")),
        sa.UniqueConstraint(
            "audit_id",
            "number",
            "sent_by",
            "body_sha256",
            name=op.f("uq_payloads_audit_id_number_sent_by_body_sha256"),
        ),
    )
    with op.batch_alter_table("payloads", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payloads_audit_id"), ["audit_id"], unique=False)

    op.create_table(
        "audits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("brand_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("shopper_id", sa.Integer(), nullable=False),
        sa.Column("scorecard_version_id", sa.Integer(), nullable=False),
        sa.Column("situation", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("held_reason", sa.Text(), nullable=True),
        sa.Column("current_round", sa.Integer(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("visited_at", sa.DateTime(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=True),
        sa.Column("score_tenths", sa.Integer(), nullable=True),
        sa.Column("computed_tenths", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("band", sa.Integer(), nullable=True),
        sa.Column("is_complete", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(state = 'held') = (held_reason IS NOT NULL)", name=op.f("ck_audits_held_reason")
        ),
        sa.CheckConstraint(
            "outcome IN ('pass', 'fail', 'incomplete', 'no_score')", name=op.f("ck_audits_outcome")
        ),
        sa.CheckConstraint(
            "state IN ('submitted', 'returned', 'approved', 'rejected', 'withdrawn', 'held')",
            name=op.f("ck_audits_state"),
        ),
        sa.CheckConstraint("current_round > 0", name=op.f("ck_audits_current_round")),
        sa.ForeignKeyConstraint(
            ["brand_id", "assignment_id"],
            ["assignments.brand_id", "assignments.id"],
            name=op.f("fk_audits_brand_id_assignment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["brand_id", "scorecard_version_id"],
            ["scorecard_versions.brand_id", "scorecard_versions.id"],
            name=op.f("fk_audits_brand_id_scorecard_version_id"),
        ),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_audits_brand_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_audits_decided_by")),
        sa.ForeignKeyConstraint(["shopper_id"], ["users.id"], name=op.f("fk_audits_shopper_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audits")),
        sa.UniqueConstraint("brand_id", "id", name=op.f("uq_audits_brand_id_id")),
    )
    with op.batch_alter_table("audits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audits_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audits_brand_id"), ["brand_id"], unique=False)
        batch_op.create_index("ix_audits_results", ["brand_id", "state", "visited_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_audits_shopper_id"), ["shopper_id"], unique=False)
        batch_op.create_index(
            "uq_audits_live",
            ["assignment_id"],
            unique=True,
            sqlite_where=sa.text("state NOT IN ('held', 'rejected', 'withdrawn')"),
            postgresql_where=sa.text("state NOT IN ('held', 'rejected', 'withdrawn')"),
        )

    op.create_table(
        "photos",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("brand_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("question_key", sa.Text(), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("upload_sha256", sa.Text(), nullable=False),
        sa.Column("stored_key", sa.Text(), nullable=True),
        sa.Column("print_key", sa.Text(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("phash", sa.Text(), nullable=True),
        sa.Column("device_taken_at", sa.DateTime(), nullable=True),
        sa.Column("lat", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("lon", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("accuracy_m", sa.Integer(), nullable=True),
        sa.Column("exif", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('expected', 'stored', 'rejected', 'removed')", name=op.f("ck_photos_state")
        ),
        sa.ForeignKeyConstraint(
            ["brand_id", "assignment_id"],
            ["assignments.brand_id", "assignments.id"],
            name=op.f("fk_photos_brand_id_assignment_id"),
        ),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_photos_brand_id")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["users.id"], name=op.f("fk_photos_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photos")),
    )
    with op.batch_alter_table("photos", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_photos_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_photos_brand_id"), ["brand_id"], unique=False)
        batch_op.create_index("ix_photos_question", ["submission_id", "question_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_photos_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "return_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("question_key", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audits.id"], name=op.f("fk_return_notes_audit_id")),
        sa.ForeignKeyConstraint(["written_by"], ["users.id"], name=op.f("fk_return_notes_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_notes")),
    )
    with op.batch_alter_table("return_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_return_notes_audit_id"), ["audit_id"], unique=False)

    op.create_table(
        "rounds",
        sa.Column("audit_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sent_by", sa.Integer(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("body_sha256", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("score_tenths", sa.Integer(), nullable=True),
        sa.Column("computed_tenths", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("band", sa.Integer(), nullable=True),
        sa.Column("is_complete", sa.Boolean(), nullable=False),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(number = 1) = (cause = 'first')", name=op.f("ck_rounds_first_round")),
        sa.CheckConstraint(
            "cause IN ('first', 'returned', 'corrected', 'appealed')", name=op.f("ck_rounds_cause")
        ),
        sa.CheckConstraint(
            "outcome IN ('pass', 'fail', 'incomplete', 'no_score')", name=op.f("ck_rounds_outcome")
        ),
        sa.ForeignKeyConstraint(["audit_id"], ["audits.id"], name=op.f("fk_rounds_audit_id")),
        sa.ForeignKeyConstraint(["sent_by"], ["users.id"], name=op.f("fk_rounds_sent_by")),
        sa.PrimaryKeyConstraint("audit_id", "number", name=op.f("pk_rounds")),
    )
    op.create_table(
        "answers",
        sa.Column("audit_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("question_key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("evidence_count", sa.Integer(), nullable=False),
        sa.Column("evidence_text", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("earned", sa.BigInteger(), nullable=True),
        sa.Column("possible", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_count", sa.Integer(), nullable=True),
        sa.Column("seconds_shown", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('hidden', 'unscored', 'unanswered', 'na', 'scored')", name=op.f("ck_answers_state")
        ),
        sa.ForeignKeyConstraint(
            ["audit_id", "number"],
            ["rounds.audit_id", "rounds.number"],
            name=op.f("fk_answers_audit_id_number"),
        ),
        sa.PrimaryKeyConstraint("audit_id", "number", "question_key", name=op.f("pk_answers")),
    )
    op.create_table(
        "section_scores",
        sa.Column("audit_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("section_key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("score_tenths", sa.Integer(), nullable=True),
        sa.Column("computed_tenths", sa.Integer(), nullable=True),
        sa.Column("earned", sa.BigInteger(), nullable=False),
        sa.Column("possible", sa.BigInteger(), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id", "number"],
            ["rounds.audit_id", "rounds.number"],
            name=op.f("fk_section_scores_audit_id_number"),
        ),
        sa.PrimaryKeyConstraint("audit_id", "number", "section_key", name=op.f("pk_section_scores")),
    )


def downgrade() -> None:
    op.drop_table("section_scores")
    op.drop_table("answers")
    op.drop_table("rounds")
    with op.batch_alter_table("return_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_return_notes_audit_id"))

    op.drop_table("return_notes")
    with op.batch_alter_table("photos", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_photos_submission_id"))
        batch_op.drop_index("ix_photos_question")
        batch_op.drop_index(batch_op.f("ix_photos_brand_id"))
        batch_op.drop_index(batch_op.f("ix_photos_assignment_id"))

    op.drop_table("photos")
    with op.batch_alter_table("audits", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_audits_live",
            sqlite_where=sa.text("state NOT IN ('held', 'rejected', 'withdrawn')"),
            postgresql_where=sa.text("state NOT IN ('held', 'rejected', 'withdrawn')"),
        )
        batch_op.drop_index(batch_op.f("ix_audits_shopper_id"))
        batch_op.drop_index("ix_audits_results")
        batch_op.drop_index(batch_op.f("ix_audits_brand_id"))
        batch_op.drop_index(batch_op.f("ix_audits_assignment_id"))

    op.drop_table("audits")
    with op.batch_alter_table("payloads", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_payloads_audit_id"))

    op.drop_table("payloads")
