"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "crawl_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("finished_at >= started_at", name=op.f("ck_crawl_run_times")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crawl_run")),
    )
    with op.batch_alter_table("crawl_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_crawl_run_started_at"), ["started_at"], unique=False)

    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("last_sequence", sa.Integer(), nullable=False),
        sa.CheckConstraint("source <> '' AND key <> ''", name=op.f("ck_document_named")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_document_sha256")),
        sa.CheckConstraint(
            "sequence >= 0 AND last_sequence >= sequence", name=op.f("ck_document_sequence")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("source", "key", "sha256", name=op.f("uq_document_source_key_sha256")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_sha256"), ["sha256"], unique=False)

    op.create_table(
        "edition",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data_until", sa.Date(), nullable=True),
        sa.Column("extractor_version", sa.Text(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("studies", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("excluded", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_edition_number")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_edition")),
    )
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("included", sa.Boolean(), nullable=False),
        sa.Column("study_type", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("notice", sa.Boolean(), nullable=False),
        sa.Column("retracted", sa.Boolean(), nullable=False),
        sa.Column("corrected", sa.Boolean(), nullable=False),
        sa.Column("concern", sa.Boolean(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "form IN ('abstract', 'full text', 'registry', 'page', 'text')",
            name=op.f("ck_report_form"),
        ),
        sa.CheckConstraint(
            "kind IN ('registry results', 'full text', 'abstract', 'preprint', 'registry record', 'press page', 'text')",
            name=op.f("ck_report_kind"),
        ),
        sa.CheckConstraint(
            "study_type IN ('randomized trial', 'non-randomized trial', 'observational study', 'case report or series', 'systematic review or meta-analysis', 'narrative review', 'protocol or registration', 'animal or in vitro', 'news about a study', 'other')",
            name=op.f("ck_report_study_type"),
        ),
        sa.CheckConstraint("merged_into_id <> id", name=op.f("ck_report_not_itself")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["report.id"],
            name=op.f("fk_report_merged_into_id_report"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_report_merged_into_id"), ["merged_into_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_report_source"), ["source"], unique=False)

    op.create_table(
        "study",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("slug <> ''", name=op.f("ck_study_slug")),
        sa.CheckConstraint("merged_into_id <> id", name=op.f("ck_study_not_itself")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["study.id"],
            name=op.f("fk_study_merged_into_id_study"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study")),
        sa.UniqueConstraint("slug", name=op.f("uq_study_slug")),
    )
    with op.batch_alter_table("study", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_study_merged_into_id"), ["merged_into_id"], unique=False
        )

    op.create_table(
        "edition_cell",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_slug", sa.Text(), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("column_name", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Integer(), nullable=False),
        sa.Column("valid_to", sa.Integer(), nullable=True),
        sa.CheckConstraint("valid_to > valid_from", name=op.f("ck_edition_cell_interval")),
        sa.ForeignKeyConstraint(
            ["valid_from"], ["edition.number"], name=op.f("fk_edition_cell_valid_from_edition")
        ),
        sa.ForeignKeyConstraint(
            ["valid_to"], ["edition.number"], name=op.f("fk_edition_cell_valid_to_edition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_cell")),
    )
    with op.batch_alter_table("edition_cell", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_edition_cell_valid_from"), ["valid_from"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_edition_cell_valid_to"), ["valid_to"], unique=False)
        batch_op.create_index(
            "uq_edition_cell_open",
            ["study_slug", "row_key", "column_name"],
            unique=True,
            sqlite_where=sa.text("valid_to IS NULL"),
            postgresql_where=sa.text("valid_to IS NULL"),
        )

    op.create_table(
        "extraction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("record_index", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("extractor_version", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.CheckConstraint("extractor_version <> ''", name=op.f("ck_extraction_extractor_version")),
        sa.CheckConstraint("record_index >= 0", name=op.f("ck_extraction_record_index")),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_extraction_document_id_document"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["report.id"],
            name=op.f("fk_extraction_report_id_report"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extraction")),
        sa.UniqueConstraint(
            "document_id",
            "record_index",
            "extractor_version",
            name=op.f("uq_extraction_document_id_record_index_extractor_version"),
        ),
    )
    with op.batch_alter_table("extraction", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_extraction_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_extraction_report_id"), ["report_id"], unique=False)
        batch_op.create_index(
            "uq_extraction_current",
            ["report_id"],
            unique=True,
            sqlite_where=sa.text("is_current"),
            postgresql_where=sa.text("is_current"),
        )

    op.create_table(
        "report_identifier",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "scheme IN ('pmid', 'pmcid', 'doi', 'registry', 'url')",
            name=op.f("ck_report_identifier_scheme"),
        ),
        sa.CheckConstraint("value <> ''", name=op.f("ck_report_identifier_value")),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["report.id"],
            name=op.f("fk_report_identifier_report_id_report"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("report_id", "scheme", "value", name=op.f("pk_report_identifier")),
    )
    with op.batch_alter_table("report_identifier", schema=None) as batch_op:
        batch_op.create_index(
            "ix_report_identifier_scheme_value", ["scheme", "value"], unique=False
        )

    op.create_table(
        "source_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("crawl_run_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint("source <> ''", name=op.f("ck_source_run_source")),
        sa.CheckConstraint(
            "new >= 0 AND changed >= 0 AND failed >= 0", name=op.f("ck_source_run_counts")
        ),
        sa.ForeignKeyConstraint(
            ["crawl_run_id"], ["crawl_run.id"], name=op.f("fk_source_run_crawl_run_id_crawl_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_run")),
        sa.UniqueConstraint(
            "crawl_run_id", "source", name=op.f("uq_source_run_crawl_run_id_source")
        ),
    )
    with op.batch_alter_table("source_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_source_run_source"), ["source"], unique=False)

    op.create_table(
        "study_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("rule <> '' AND reason <> ''", name=op.f("ck_study_report_reasoned")),
        sa.CheckConstraint(
            "undone_at IS NULL OR left_at IS NOT NULL", name=op.f("ck_study_report_undone_has_left")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["report.id"],
            name=op.f("fk_study_report_report_id_report"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["study_id"],
            ["study.id"],
            name=op.f("fk_study_report_study_id_study"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_report")),
    )
    with op.batch_alter_table("study_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_study_report_report_id"), ["report_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_study_report_study_id"), ["study_id"], unique=False)
        batch_op.create_index(
            "uq_study_report_active",
            ["report_id"],
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )

    op.create_table(
        "arm",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("extraction_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("drug", sa.Text(), nullable=False),
        sa.Column("dose_value", sa.Float(), nullable=True),
        sa.Column("dose_low", sa.Float(), nullable=True),
        sa.Column("dose_high", sa.Float(), nullable=True),
        sa.Column("dose_unit", sa.Text(), nullable=True),
        sa.Column("route", sa.Text(), nullable=True),
        sa.Column("infusion_minutes", sa.Float(), nullable=True),
        sa.Column("schedule", sa.Text(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("n_analyzed", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "dose_unit IN ('mg/kg', 'mg', 'mg/kg/h', 'mg/kg/min', 'mg/h', 'mcg/kg', 'mcg/kg/min', 'mg/day', 'mg/kg/day', 'mg/m2', 'mg/70 kg')",
            name=op.f("ck_arm_dose_unit"),
        ),
        sa.CheckConstraint(
            "role IN ('experimental', 'placebo', 'active placebo', 'active comparator', 'no treatment')",
            name=op.f("ck_arm_role"),
        ),
        sa.CheckConstraint(
            "route IN ('intravenous', 'intranasal', 'oral', 'sublingual', 'subcutaneous', 'intramuscular', 'rectal')",
            name=op.f("ck_arm_route"),
        ),
        sa.CheckConstraint(
            "dose_unit IS NOT NULL OR (dose_value IS NULL AND dose_low IS NULL AND dose_high IS NULL)",
            name=op.f("ck_arm_dose_has_unit"),
        ),
        sa.CheckConstraint(
            "dose_value >= 0 AND dose_low >= 0 AND dose_high >= 0", name=op.f("ck_arm_dose")
        ),
        sa.CheckConstraint("infusion_minutes >= 0", name=op.f("ck_arm_infusion_minutes")),
        sa.CheckConstraint("n >= 0 AND n_analyzed >= 0", name=op.f("ck_arm_n")),
        sa.ForeignKeyConstraint(
            ["extraction_id"],
            ["extraction.id"],
            name=op.f("fk_arm_extraction_id_extraction"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arm")),
        sa.UniqueConstraint("extraction_id", "key", name=op.f("uq_arm_extraction_id_key")),
    )
    with op.batch_alter_table("arm", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_arm_drug"), ["drug"], unique=False)

    op.create_table(
        "extraction_text",
        sa.Column("extraction_id", sa.Integer(), nullable=False),
        sa.Column("zlib_utf8", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["extraction_id"],
            ["extraction.id"],
            name=op.f("fk_extraction_text_extraction_id_extraction"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("extraction_id", name=op.f("pk_extraction_text")),
    )
    op.create_table(
        "outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("extraction_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("hours", sa.Float(), nullable=True),
        sa.Column("experimental_arm_id", sa.Integer(), nullable=True),
        sa.Column("comparator_arm_id", sa.Integer(), nullable=True),
        sa.Column("statistic", sa.Text(), nullable=True),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("experimental_value", sa.Float(), nullable=True),
        sa.Column("comparator_value", sa.Float(), nullable=True),
        sa.Column("ci_level", sa.Float(), nullable=True),
        sa.Column("ci_low", sa.Float(), nullable=True),
        sa.Column("ci_high", sa.Float(), nullable=True),
        sa.Column("p_operator", sa.Text(), nullable=True),
        sa.Column("p_value", sa.Float(), nullable=True),
        sa.Column("direction", sa.Text(), nullable=True),
        sa.CheckConstraint("ci_level > 0 AND ci_level < 100", name=op.f("ck_outcome_ci_level")),
        sa.CheckConstraint("p_value >= 0 AND p_value <= 1", name=op.f("ck_outcome_p_value")),
        sa.ForeignKeyConstraint(
            ["comparator_arm_id"],
            ["arm.id"],
            name=op.f("fk_outcome_comparator_arm_id_arm"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["experimental_arm_id"],
            ["arm.id"],
            name=op.f("fk_outcome_experimental_arm_id_arm"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["extraction_id"],
            ["extraction.id"],
            name=op.f("fk_outcome_extraction_id_extraction"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint("extraction_id", "key", name=op.f("uq_outcome_extraction_id_key")),
    )
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outcome_comparator_arm_id"), ["comparator_arm_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_outcome_experimental_arm_id"), ["experimental_arm_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_outcome_measure"), ["measure"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("extraction_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("arm_id", sa.Integer(), nullable=True),
        sa.Column("outcome_id", sa.Integer(), nullable=True),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("start_offset", sa.Integer(), nullable=False),
        sa.Column("end_offset", sa.Integer(), nullable=False),
        sa.Column("section", sa.Text(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.CheckConstraint("rule <> ''", name=op.f("ck_evidence_rule")),
        sa.CheckConstraint(
            "confidence >= 0 AND confidence <= 1", name=op.f("ck_evidence_confidence")
        ),
        sa.CheckConstraint(
            "start_offset >= 0 AND end_offset >= start_offset", name=op.f("ck_evidence_offsets")
        ),
        sa.ForeignKeyConstraint(
            ["arm_id"], ["arm.id"], name=op.f("fk_evidence_arm_id_arm"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["extraction_id"],
            ["extraction.id"],
            name=op.f("fk_evidence_extraction_id_extraction"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["outcome_id"],
            ["outcome.id"],
            name=op.f("fk_evidence_outcome_id_outcome"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_arm_id"), ["arm_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_evidence_extraction_id"), ["extraction_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_evidence_outcome_id"), ["outcome_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_outcome_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_extraction_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_arm_id"))

    op.drop_table("evidence")
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outcome_measure"))
        batch_op.drop_index(batch_op.f("ix_outcome_experimental_arm_id"))
        batch_op.drop_index(batch_op.f("ix_outcome_comparator_arm_id"))

    op.drop_table("outcome")
    op.drop_table("extraction_text")
    with op.batch_alter_table("arm", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_arm_drug"))

    op.drop_table("arm")
    with op.batch_alter_table("study_report", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_study_report_active",
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_study_report_study_id"))
        batch_op.drop_index(batch_op.f("ix_study_report_report_id"))

    op.drop_table("study_report")
    with op.batch_alter_table("source_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_source_run_source"))

    op.drop_table("source_run")
    with op.batch_alter_table("report_identifier", schema=None) as batch_op:
        batch_op.drop_index("ix_report_identifier_scheme_value")

    op.drop_table("report_identifier")
    with op.batch_alter_table("extraction", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_extraction_current",
            sqlite_where=sa.text("is_current"),
            postgresql_where=sa.text("is_current"),
        )
        batch_op.drop_index(batch_op.f("ix_extraction_report_id"))
        batch_op.drop_index(batch_op.f("ix_extraction_document_id"))

    op.drop_table("extraction")
    with op.batch_alter_table("edition_cell", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_edition_cell_open",
            sqlite_where=sa.text("valid_to IS NULL"),
            postgresql_where=sa.text("valid_to IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_edition_cell_valid_to"))
        batch_op.drop_index(batch_op.f("ix_edition_cell_valid_from"))

    op.drop_table("edition_cell")
    with op.batch_alter_table("study", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_study_merged_into_id"))

    op.drop_table("study")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_source"))
        batch_op.drop_index(batch_op.f("ix_report_merged_into_id"))

    op.drop_table("report")
    op.drop_table("edition")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_sha256"))

    op.drop_table("document")
    with op.batch_alter_table("crawl_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_crawl_run_started_at"))

    op.drop_table("crawl_run")
