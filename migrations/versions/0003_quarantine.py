"""Updates that a document could not take, and who is banned for them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _of(table: str, *, column: str, primary_key: bool = False) -> sa.Column[str]:
    key = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(column, sa.String, key, primary_key=primary_key, nullable=False)


def upgrade() -> None:
    op.create_table(
        "quarantine",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        _of("boards", column="board_id"),
        sa.Column("person_id", sa.String, nullable=False),
        sa.Column("link_id", sa.String),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("why", sa.String, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_quarantine_board_id", "quarantine", ["board_id"])
    op.create_table(
        "bans",
        _of("boards", column="board_id", primary_key=True),
        _of("people", column="person_id", primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("lifted_at", sa.BigInteger),
    )
    op.create_index("ix_bans_person_id", "bans", ["person_id"])


def downgrade() -> None:
    for table in ("bans", "quarantine"):
        op.drop_table(table)
