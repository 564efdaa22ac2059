"""What a person can do to an architecture, as it travels: the operations of `POST /api/architectures/edit`. Pure."""

from typing import Annotated, Any, Literal

from pydantic import Field, StrictInt

from yolosmith.architectures.graph import From, Section
from yolosmith.architectures.text import MAX_ROWS
from yolosmith.schema import Schema

Id = Annotated[str, Field(max_length=64)]


class Input(Schema):
    """One input of a row."""

    target: str
    slot: int = Field(default=0, ge=0)


class SetRow(Schema):
    """Change fields of a row; `from` counts from the row's present place."""

    op: Literal["set"]
    id: str
    from_: From | None = Field(default=None, alias="from")
    repeats: StrictInt | None = None
    module: str | None = None
    args: list[Any] | None = None


class InsertRow(Schema):
    """Put a new row at place `at` of the whole list.

    `into` names the inputs that shall read the new row; left out, the row that follows reads it where it read the row
    before.
    """

    op: Literal["insert"]
    section: Section
    at: int = Field(ge=0)
    id: str | None = Field(default=None, max_length=64)
    from_: From = Field(default=-1, alias="from")
    repeats: StrictInt = 1
    module: str
    args: list[Any] = []
    into: list[Input] | None = None


class DeleteRow(Schema):
    """Take a row out; what read it reads its (first) input instead."""

    op: Literal["delete"]
    id: str


class MoveRow(Schema):
    """Move a row to place `at` (counted without the row itself); everything goes on reading what it read."""

    op: Literal["move"]
    id: str
    at: int = Field(ge=0)
    section: Section | None = None


class Connect(Schema):
    """Make an input of a row read another row; a slot one past the last adds an input."""

    op: Literal["connect"]
    source: str
    target: str
    slot: int = Field(default=0, ge=0)


class Disconnect(Schema):
    """Take one of several inputs away."""

    op: Literal["disconnect"]
    target: str
    slot: int = Field(ge=0)


class CopiedRow(Schema):
    """One row of a copied block. `index` is the number that it had where it was copied, from which `from` counts."""

    index: int | None = Field(default=None, ge=0)
    from_: From = Field(alias="from")
    repeats: StrictInt
    module: str
    args: list[Any]


class PasteRows(Schema):
    """Put copied rows at place `at` of the whole list; nothing reads them yet.

    A `from` that leads to another row of the block goes on doing so; every other one reads the row before the place.
    Rows without `index` count as if they had stood one behind the other, from row 0.
    """

    op: Literal["paste"]
    section: Section
    at: int = Field(ge=0)
    rows: list[CopiedRow] = Field(min_length=1, max_length=MAX_ROWS)
    ids: list[Id] | None = None


class DuplicateRows(Schema):
    """Put copies of rows behind the last of them, in its section; nothing reads them yet.

    A copy reads the copies of what the row reads among these rows, and otherwise what the row reads; a copy of the row
    that reads the image reads the row before the copies.
    """

    op: Literal["duplicate"]
    ids: list[Id] = Field(min_length=1, max_length=MAX_ROWS)


class MoveRows(Schema):
    """Move rows, in their order, to place `at` (counted without them); everything goes on reading what it read.

    Without a section they go to that of the first of them.
    """

    op: Literal["move_rows"]
    ids: list[Id] = Field(min_length=1, max_length=MAX_ROWS)
    at: int = Field(ge=0)
    section: Section | None = None


class ReplaceKey(Schema):
    """Give a key beside the rows (`nc`, `activation`, `scales`, …) another value; null takes the key away."""

    op: Literal["replace_key"]
    key: str = Field(min_length=1, max_length=64, pattern=r"^[A-Za-z_]\w*$")
    value: Any


Operation = Annotated[
    SetRow | InsertRow | DeleteRow | MoveRow | Connect | Disconnect | PasteRows | DuplicateRows | MoveRows | ReplaceKey,
    Field(discriminator="op"),
]
