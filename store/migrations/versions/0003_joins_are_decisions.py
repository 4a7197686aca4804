"""Joins that people undo are decisions alone: no second mark of them on the membership.

Nothing but decisions ever set the mark in a released command, so there is nothing to carry over.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLE = "study_report"
CHECK = "undone_has_left"


def upgrade() -> None:
    with op.batch_alter_table(TABLE) as batch:
        batch.drop_constraint(op.f(f"ck_{TABLE}_{CHECK}"), type_="check")
        batch.drop_column("undone_at")


def downgrade() -> None:
    with op.batch_alter_table(TABLE) as batch:
        batch.add_column(sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
        batch.create_check_constraint(
            op.f(f"ck_{TABLE}_{CHECK}"), "undone_at IS NULL OR left_at IS NOT NULL"
        )
