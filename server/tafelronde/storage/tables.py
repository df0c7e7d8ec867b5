"""Every table of Tafelronde's database, for SQLite and PostgreSQL alike.

Ids and tokens are strings, times are Unix milliseconds (integers), payloads are bytes. The schema
is made and changed by the migrations only; a test compares these tables with what the migrations
build.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite counts a primary key up only when its type is exactly INTEGER.
_counted = BigInteger().with_variant(Integer(), "sqlite")


def _of_board(primary_key: bool = False) -> Column[str]:
    return Column(
        "board_id",
        String,
        ForeignKey("boards.id", ondelete="CASCADE"),
        primary_key=primary_key,
        nullable=False,
    )


def _of_person(primary_key: bool = False) -> Column[str]:
    return Column(
        "person_id",
        String,
        ForeignKey("people.id", ondelete="CASCADE"),
        primary_key=primary_key,
        nullable=False,
    )


def _role() -> CheckConstraint:
    return CheckConstraint("role IN ('facilitator', 'participant', 'viewer')", name="role")


people = Table(
    "people",
    metadata,
    Column("id", String, primary_key=True),
    Column(
        "kind",
        String,
        CheckConstraint("kind IN ('facilitator', 'guest', 'link')", name="kind"),
        nullable=False,
    ),
    Column("name", String, nullable=False),
    Column("stakeholder_group", String),
    Column(
        "color", Integer, CheckConstraint("color BETWEEN 0 AND 11", name="color"), nullable=False
    ),
    Column("created_at", BigInteger, nullable=False),
)

boards = Table(
    "boards",
    metadata,
    Column("id", String, primary_key=True),
    Column("title", String, nullable=False),
    Column("language", String, nullable=False),
    Column("epoch", String, nullable=False),
    # The sequence number of the newest row of the log; 0: the log never had one.
    Column("head", BigInteger, nullable=False, server_default=text("0")),
    # The sequence number up to which the unnamed snapshot holds the log; 0: there is none.
    Column("snapshot_seq", BigInteger, nullable=False, server_default=text("0")),
    Column("created_at", BigInteger, nullable=False),
    # NULL: made by the operator on the command line.
    Column("created_by", String, ForeignKey("people.id", ondelete="SET NULL")),
    Column("updated_at", BigInteger, nullable=False),
    Column("deleted_at", BigInteger),
)

board_log = Table(
    "board_log",
    metadata,
    _of_board(primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("payload", LargeBinary, nullable=False),
)

snapshots = Table(
    "snapshots",
    metadata,
    Column("id", _counted, primary_key=True),
    _of_board(),
    Column("seq", BigInteger, nullable=False),
    Column("name", String),
    Column("at", BigInteger, nullable=False),
    Column("state", LargeBinary, nullable=False),
    Index("ix_snapshots_board_id", "board_id"),
    # The log stands on the one unnamed snapshot of a board: a second would make the truth a matter
    # of choice.
    Index(
        "uq_snapshots_unnamed",
        "board_id",
        unique=True,
        sqlite_where=text("name IS NULL"),
        postgresql_where=text("name IS NULL"),
    ),
)

closed_epochs = Table(
    "closed_epochs",
    metadata,
    _of_board(primary_key=True),
    Column("epoch", String, primary_key=True),
    # JSON: {"<Yjs client id>": highest clock still allowed}. Only the epoch closed last has
    # entries, for all before it too.
    Column("clocks", LargeBinary, nullable=False),
)

object_edits = Table(
    "object_edits",
    metadata,
    _of_board(primary_key=True),
    Column("object_id", String, primary_key=True),
    # No foreign key: a person erased in the same moment must not make the commit of everybody's
    # edits fail.
    Column("person_id", String, nullable=False),
    Column("at", BigInteger, nullable=False),
)

# People whose words are on a board although they were never there: on the board it was copied from
# they were.
board_authors = Table(
    "board_authors",
    metadata,
    _of_board(primary_key=True),
    _of_person(primary_key=True),
    Index("ix_board_authors_person_id", "person_id"),
)

images = Table(
    "images",
    metadata,
    # SHA-256 of the content, in hexadecimal.
    Column("hash", String, primary_key=True),
    Column(
        "media_type",
        String,
        CheckConstraint(
            "media_type IN ('image/png', 'image/jpeg', 'image/webp')", name="media_type"
        ),
        nullable=False,
    ),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    # The same picture, small; NULL when it is small itself. SQLite reads a row from its front, so
    # the small one comes first.
    Column("preview", LargeBinary),
    Column("content", LargeBinary, nullable=False),
)


def _of_image() -> Column[str]:
    # No cascade: an image goes when nobody has it any more, and never the other way round.
    return Column("image_hash", String, ForeignKey("images.hash"), primary_key=True, nullable=False)


board_images = Table(
    "board_images",
    metadata,
    _of_board(primary_key=True),
    _of_image(),
    Column("added_at", BigInteger, nullable=False),
    # Since when no object on the board refers to it; NULL: one does.
    Column("unused_since", BigInteger),
    Index("ix_board_images_image_hash", "image_hash"),
    Index(
        "ix_board_images_unused_since",
        "unused_since",
        sqlite_where=text("unused_since IS NOT NULL"),
        postgresql_where=text("unused_since IS NOT NULL"),
    ),
)

templates = Table(
    "templates",
    metadata,
    Column("id", String, primary_key=True),
    _of_person(),
    Column("title", String, nullable=False),
    Column("language", String, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("deleted_at", BigInteger),
    # How many objects are in the content.
    Column("objects", Integer, nullable=False),
    # JSON: {"version": of board.schema.json, "objects": {…}}, as UTF-8.
    Column("content", LargeBinary, nullable=False),
    Index("ix_templates_person_id", "person_id"),
)

template_images = Table(
    "template_images",
    metadata,
    Column(
        "template_id",
        String,
        ForeignKey("templates.id", ondelete="CASCADE"),
        primary_key=True,
        nullable=False,
    ),
    _of_image(),
    Index("ix_template_images_image_hash", "image_hash"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String, primary_key=True),
    _of_person(),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Index("ix_sessions_person_id", "person_id"),
)

signin_links = Table(
    "signin_links",
    metadata,
    Column("token_hash", String, primary_key=True),
    _of_person(),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    Index("ix_signin_links_person_id", "person_id"),
)

links = Table(
    "links",
    metadata,
    Column("id", String, primary_key=True),
    _of_board(),
    Column("role", String, _role(), nullable=False),
    # In plain text: the share panel shows it again.
    Column("token", String, nullable=False, unique=True),
    Column("created_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    Index(
        "uq_links_live",
        "board_id",
        "role",
        unique=True,
        sqlite_where=text("revoked_at IS NULL"),
        postgresql_where=text("revoked_at IS NULL"),
    ),
    Index("ix_links_board_id", "board_id"),
)

memberships = Table(
    "memberships",
    metadata,
    _of_board(primary_key=True),
    _of_person(primary_key=True),
    Column("role", String, _role(), nullable=False),
    # The link by which the person came in, NULL for who made the board: revoking the link ends the
    # membership.
    Column("link_id", String, ForeignKey("links.id", ondelete="CASCADE")),
    Column("joined_at", BigInteger, nullable=False),
    Index("ix_memberships_person_id", "person_id"),
    Index("ix_memberships_link_id", "link_id"),
)

# Updates that a document could not take, for an operator to look at. Newest few of each board.
quarantine = Table(
    "quarantine",
    metadata,
    Column("id", _counted, primary_key=True),
    _of_board(),
    # No foreign key: what somebody sent stays evidence when they are erased.
    Column("person_id", String, nullable=False),
    Column("link_id", String),
    Column("at", BigInteger, nullable=False),
    Column("why", String, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Index("ix_quarantine_board_id", "board_id"),
)

# Of somebody who came by a bare token, the person is the one who stands for all that show it.
bans = Table(
    "bans",
    metadata,
    _of_board(primary_key=True),
    _of_person(primary_key=True),
    Column("at", BigInteger, nullable=False),
    # Kept when it is lifted, so that an older backup does not bring it back.
    Column("lifted_at", BigInteger),
    Index("ix_bans_person_id", "person_id"),
)

instance = Table(
    "instance",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", String, nullable=False),
)
