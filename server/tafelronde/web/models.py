"""What travels as JSON over HTTP. Times are Unix milliseconds, links absolute URLs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

from tafelronde.board import naming
from tafelronde.board.access import Role
from tafelronde.board.naming import Language


def _line(most: int, description: str) -> WithJsonSchema:
    return WithJsonSchema(
        {"type": "string", "minLength": 1, "maxLength": most, "description": description}
    )


Title = Annotated[
    str, AfterValidator(naming.title), _line(naming.TITLE_LENGTH, "One line: a board's title.")
]
Name = Annotated[
    str,
    AfterValidator(naming.name),
    _line(naming.NAME_LENGTH, "One line: what somebody is called."),
]
Group = Annotated[
    str,
    AfterValidator(naming.group),
    WithJsonSchema(
        {
            "type": "string",
            "maxLength": naming.GROUP_LENGTH,
            "description": "One line: the stakeholder group; empty: none.",
        }
    ),
]
Color = Annotated[int, Field(ge=0, le=11, description="One of the twelve colours for people.")]
Time = Annotated[int, Field(description="Unix milliseconds.")]
Epoch = Annotated[
    str, Field(description="Changes when the board is restored from a backup; old copies end.")
]


class Sent(BaseModel):
    """A body that somebody sends; fields it does not know are refused."""

    model_config = ConfigDict(extra="forbid")


class Person(BaseModel):
    """A person as they themselves see it."""

    id: str
    name: str
    kind: Literal["facilitator", "guest"] = Field(
        description="`facilitator`: has an account and may create boards. `guest`: joined by a link."
    )
    color: Color
    group: str | None


class Me(BaseModel):
    """Who is signed in on this browser."""

    person: Person | None


class Rename(Sent):
    """A new name for me."""

    name: Name


class Links(BaseModel):
    """The board's live join links; null where the role's link was revoked."""

    facilitator: str | None
    participant: str | None
    viewer: str | None


class CreateBoard(Sent):
    """A board to make."""

    title: Title
    language: Language | None = Field(
        None, description="Left out: that of the template, or English."
    )
    template: str | None = Field(None, description="Id of a template of mine to begin with.")


class CopyBoard(Sent):
    """What the copy, or the template, is called."""

    title: Title


class Template(BaseModel):
    """A template of mine."""

    id: str
    title: str
    language: Language
    objects: int = Field(description="How many objects it has.")
    created_at: Time
    updated_at: Time
    deleted_at: Time | None = Field(description="When it went to the bin, null if it is not there.")


class Templates(BaseModel):
    """My templates, last changed first."""

    templates: list[Template]


class TemplateWithObjects(Template):
    """A template with its content."""

    content: dict[str, dict[str, object]] = Field(
        description="By object id, as in `board.schema.json`."
    )


class ChangeTemplate(Sent):
    """Another title for a template."""

    title: Title


class NewBoard(BaseModel):
    """A board just made, with its three join links."""

    id: str
    title: str
    language: Language
    epoch: Epoch
    links: Links


class Board(BaseModel):
    """A board as one of its people sees it."""

    id: str
    title: str
    language: Language
    epoch: Epoch
    role: Role = Field(description="What I am on this board.")
    created_at: Time
    updated_at: Time = Field(description="Of its title, its language or anything on it.")
    deleted_at: Time | None = Field(description="When it went to the bin, null if it is not there.")


class Boards(BaseModel):
    """My boards, last changed first."""

    boards: list[Board]


class BoardWithLinks(Board):
    """A board, with its links for those who may share it."""

    links: Links | None


class ChangeBoard(Sent):
    """What to change; what is left out stays."""

    title: Title | None = None
    language: Language | None = None


class Link(BaseModel):
    """A role's live link, null when there is none."""

    role: Role
    link: str | None


class Member(BaseModel):
    """A member of a board as everybody on it sees them."""

    id: str
    name: str
    color: Color
    group: str | None
    role: Role


class Author(BaseModel):
    """Somebody whose words are on a board that was copied from one they were on."""

    id: str
    name: str
    color: Color


class People(BaseModel):
    """The members of a board, who came first first, and others whose words are on it."""

    people: list[Member]
    authors: list[Author]


class Image(BaseModel):
    """A picture on a board. Objects name it by its hash."""

    hash: str = Field(description="SHA-256 of the file, in hexadecimal.")
    media_type: str
    width: int
    height: int
    bytes: int


class CarryImage(Sent):
    """From where to carry a picture."""

    board: str = Field(description="Id of a board that I may read and that has the picture.")


class Objects(BaseModel):
    """A board as plain JSON: texts as strings, in the fields of `board.schema.json`."""

    id: str
    title: str
    language: Language
    epoch: Epoch
    meta: dict[str, object]
    objects: dict[str, dict[str, object]] = Field(description="By object id, deleted ones too.")
    images: list[Image] = Field(description="The board's pictures, also those nothing names.")


class FileRemark(BaseModel):
    """What could not be taken from a file as it is."""

    code: str = Field(description="For programs; it never changes.", examples=["text_cut"])
    count: int = Field(description="How often.")
    line: int | None = Field(description="Where first, if that is somewhere.")


class BoardFromFile(NewBoard):
    """A board just made from a file."""

    remarks: list[FileRemark] = Field(description="What of the file is not on it.")


class FileReading(BaseModel):
    """What is in a file."""

    title: str | None = Field(description="The file's own, if it has one.")
    board: str | None = Field(description="The board it was written from, whose pictures it names.")
    counts: dict[str, int] = Field(description="How many objects of each type.")
    remarks: list[FileRemark]
    objects: list[dict[str, object]] = Field(
        description="As in `board.schema.json`, lowest first, each with its `id`, which is good in this "
        "reading only. They are on no board yet."
    )


class JoinToken(Sent):
    """A join link's token."""

    token: str = Field(min_length=1, max_length=200)


class Join(JoinToken):
    """A join link's token, and who comes. Without a name only for who is known already."""

    name: Name | None = None
    group: Group | None = None


class PreviewedBoard(BaseModel):
    """A board as somebody sees it who has its link."""

    id: str
    title: str
    language: Language


class KnownPerson(BaseModel):
    """Who this browser would join as."""

    id: str
    name: str


class Preview(BaseModel):
    """Where a join link leads."""

    board: PreviewedBoard
    role: Role
    person: KnownPerson | None


class JoinedBoard(PreviewedBoard):
    """The board that was joined."""

    epoch: Epoch


class Joined(BaseModel):
    """Who I am now, and on which board; the cookie comes with it."""

    board: JoinedBoard
    role: Role
    person: Person


class Health(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """Whether work can go on; `saving` and `database` say "ok" or the reason in words."""

    status: Literal["ready", "not ready", "stopping"]
    saving: str
    database: str
