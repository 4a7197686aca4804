"""Decisions: append-only, held so by the database itself.

Going down drops the table only when it is empty: what people decided outlives a version that does
not know it, and is there again after going up.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLE = "decision"
SQLITE = (
    """CREATE TRIGGER decision_no_update BEFORE UPDATE ON decision
    BEGIN SELECT RAISE(ABORT, 'decisions are never changed'); END""",
    """CREATE TRIGGER decision_no_delete BEFORE DELETE ON decision
    BEGIN SELECT RAISE(ABORT, 'decisions are never deleted'); END""",
    # INSERT OR REPLACE deletes without firing the trigger above.
    """CREATE TRIGGER decision_no_replace BEFORE INSERT ON decision
    WHEN EXISTS (SELECT 1 FROM decision WHERE id = NEW.id OR uid = NEW.uid
                 OR (NEW.undoes IS NOT NULL AND undoes = NEW.undoes))
    BEGIN SELECT RAISE(ABORT, 'decisions are never replaced'); END""",
)
POSTGRESQL = (
    """CREATE FUNCTION decision_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'decisions are never changed or deleted'
            USING ERRCODE = 'integrity_constraint_violation';
    END $$""",
    """CREATE TRIGGER decision_no_change BEFORE UPDATE OR DELETE ON decision
    FOR EACH ROW EXECUTE FUNCTION decision_is_final()""",
    """CREATE TRIGGER decision_no_truncate BEFORE TRUNCATE ON decision
    FOR EACH STATEMENT EXECUTE FUNCTION decision_is_final()""",
)


def upgrade() -> None:
    connection = op.get_bind()
    if sa.inspect(connection).has_table(TABLE):
        return
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("curator", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("study_slug", sa.Text(), nullable=False),
        sa.Column("anchors", sa.Text(), nullable=False),
        sa.Column("others", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("descriptor", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("machine_value", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("extractor_version", sa.Text(), nullable=False),
        sa.Column("undoes", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "action IN ('accept', 'correct', 'reject', 'add', 'note', 'merge', 'split', 'include', 'exclude', 'undo')",
            name=op.f("ck_decision_action"),
        ),
        sa.CheckConstraint(
            "subject IN ('study', 'arm', 'row', 'report')", name=op.f("ck_decision_subject")
        ),
        sa.CheckConstraint("uid <> '' AND curator <> ''", name=op.f("ck_decision_who")),
        sa.CheckConstraint(
            "reason <> '' OR action IN ('accept', 'undo')", name=op.f("ck_decision_why")
        ),
        sa.CheckConstraint(
            "(action = 'undo') = (undoes IS NOT NULL)", name=op.f("ck_decision_undoes")
        ),
        sa.CheckConstraint(
            "value IS NOT NULL OR action NOT IN ('accept', 'correct', 'add')",
            name=op.f("ck_decision_value"),
        ),
        sa.ForeignKeyConstraint(
            ["undoes"], ["decision.uid"], name=op.f("fk_decision_undoes_decision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("uid", name=op.f("uq_decision_uid")),
        sa.UniqueConstraint("undoes", name=op.f("uq_decision_undoes")),
    )
    op.create_index(op.f("ix_decision_made_at"), TABLE, ["made_at"])
    op.create_index(op.f("ix_decision_study_slug"), TABLE, ["study_slug"])
    statements = POSTGRESQL if connection.dialect.name == "postgresql" else SQLITE
    for statement in statements:
        op.execute(statement)


def downgrade() -> None:
    connection = op.get_bind()
    held = connection.execute(sa.text("SELECT count(*) FROM decision")).scalar_one()
    if held:
        return
    op.drop_table(TABLE)
    if connection.dialect.name == "postgresql":
        op.execute("DROP FUNCTION decision_is_final()")
