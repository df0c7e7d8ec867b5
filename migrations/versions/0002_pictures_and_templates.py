"""Pictures on boards, templates, and the authors of boards that were copied."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _of(table: str, *, column: str, primary_key: bool = False) -> sa.Column[str]:
    key = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(column, sa.String, key, primary_key=primary_key, nullable=False)


def _of_image() -> sa.Column[str]:
    return sa.Column("image_hash", sa.String, sa.ForeignKey("images.hash"), primary_key=True)


def upgrade() -> None:
    op.create_table(
        "board_authors",
        _of("boards", column="board_id", primary_key=True),
        _of("people", column="person_id", primary_key=True),
    )
    op.create_index("ix_board_authors_person_id", "board_authors", ["person_id"])
    op.create_table(
        "images",
        sa.Column("hash", sa.String, primary_key=True),
        sa.Column("media_type", sa.String, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("bytes", sa.Integer, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("preview", sa.LargeBinary),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.CheckConstraint(
            "media_type IN ('image/png', 'image/jpeg', 'image/webp')", name="media_type"
        ),
    )
    if op.get_bind().dialect.name == "postgresql":
        # They are compressed already: trying again costs time at every write and gains nothing.
        for column in ("preview", "content"):
            op.execute(f"ALTER TABLE images ALTER COLUMN {column} SET STORAGE EXTERNAL")
    op.create_table(
        "board_images",
        _of("boards", column="board_id", primary_key=True),
        _of_image(),
        sa.Column("added_at", sa.BigInteger, nullable=False),
        sa.Column("unused_since", sa.BigInteger),
    )
    op.create_index("ix_board_images_image_hash", "board_images", ["image_hash"])
    op.create_index(
        "ix_board_images_unused_since",
        "board_images",
        ["unused_since"],
        sqlite_where=sa.text("unused_since IS NOT NULL"),
        postgresql_where=sa.text("unused_since IS NOT NULL"),
    )
    op.create_table(
        "templates",
        sa.Column("id", sa.String, primary_key=True),
        _of("people", column="person_id"),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
        sa.Column("deleted_at", sa.BigInteger),
        sa.Column("objects", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_templates_person_id", "templates", ["person_id"])
    op.create_table(
        "template_images",
        _of("templates", column="template_id", primary_key=True),
        _of_image(),
    )
    op.create_index("ix_template_images_image_hash", "template_images", ["image_hash"])


def downgrade() -> None:
    for table in ("template_images", "templates", "board_images", "images", "board_authors"):
        op.drop_table(table)
