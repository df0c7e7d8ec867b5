"""A live board: boards and their logs, people and how they come in."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ROLES = "role IN ('facilitator', 'participant', 'viewer')"


def _of(
    table: str, *, column: str, primary_key: bool = False, nullable: bool = False
) -> sa.Column[str]:
    key = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(column, sa.String, key, primary_key=primary_key, nullable=nullable)


def upgrade() -> None:
    # The names of the constraints follow the convention of the tables' metadata.
    op.create_table(
        "people",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("stakeholder_group", sa.String),
        sa.Column("color", sa.Integer, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.CheckConstraint("kind IN ('facilitator', 'guest', 'link')", name="kind"),
        sa.CheckConstraint("color BETWEEN 0 AND 11", name="color"),
    )
    op.create_table(
        "boards",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("epoch", sa.String, nullable=False),
        sa.Column("head", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.Column("snapshot_seq", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("created_by", sa.String, sa.ForeignKey("people.id", ondelete="SET NULL")),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
        sa.Column("deleted_at", sa.BigInteger),
    )
    op.create_table(
        "board_log",
        _of("boards", column="board_id", primary_key=True),
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "snapshots",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        _of("boards", column="board_id"),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("name", sa.String),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_snapshots_board_id", "snapshots", ["board_id"])
    op.create_index(
        "uq_snapshots_unnamed",
        "snapshots",
        ["board_id"],
        unique=True,
        sqlite_where=sa.text("name IS NULL"),
        postgresql_where=sa.text("name IS NULL"),
    )
    op.create_table(
        "closed_epochs",
        _of("boards", column="board_id", primary_key=True),
        sa.Column("epoch", sa.String, primary_key=True),
        sa.Column("clocks", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "object_edits",
        _of("boards", column="board_id", primary_key=True),
        sa.Column("object_id", sa.String, primary_key=True),
        sa.Column("person_id", sa.String, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String, primary_key=True),
        _of("people", column="person_id"),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_sessions_person_id", "sessions", ["person_id"])
    op.create_table(
        "signin_links",
        sa.Column("token_hash", sa.String, primary_key=True),
        _of("people", column="person_id"),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("used_at", sa.BigInteger),
    )
    op.create_index("ix_signin_links_person_id", "signin_links", ["person_id"])
    op.create_table(
        "links",
        sa.Column("id", sa.String, primary_key=True),
        _of("boards", column="board_id"),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("token", sa.String, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("revoked_at", sa.BigInteger),
        sa.UniqueConstraint("token"),
        sa.CheckConstraint(_ROLES, name="role"),
    )
    op.create_index("ix_links_board_id", "links", ["board_id"])
    op.create_index(
        "uq_links_live",
        "links",
        ["board_id", "role"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_table(
        "memberships",
        _of("boards", column="board_id", primary_key=True),
        _of("people", column="person_id", primary_key=True),
        sa.Column("role", sa.String, nullable=False),
        _of("links", column="link_id", nullable=True),
        sa.Column("joined_at", sa.BigInteger, nullable=False),
        sa.CheckConstraint(_ROLES, name="role"),
    )
    op.create_index("ix_memberships_person_id", "memberships", ["person_id"])
    op.create_index("ix_memberships_link_id", "memberships", ["link_id"])
    op.create_table(
        "instance",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("value", sa.String, nullable=False),
    )


def downgrade() -> None:
    for table in (
        "instance",
        "memberships",
        "links",
        "signin_links",
        "sessions",
        "object_edits",
        "closed_epochs",
        "snapshots",
        "board_log",
        "boards",
        "people",
    ):
        op.drop_table(table)
