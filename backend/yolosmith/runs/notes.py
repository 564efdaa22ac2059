"""What people say of a run: `runs/<id>/notes.json`, beside what the run itself wrote."""

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, ValidationError

from yolosmith.schema import Schema
from yolosmith.storage.files import read_json, write_json

FILE = "notes.json"
MOST_TAGS = 20
SPACE = re.compile(r"\s+")


def _words(tag: str) -> str:
    return SPACE.sub("-", tag)


def _once(tags: list[str]) -> list[str]:
    return list(dict.fromkeys(tags))


Tag = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=r"^[^,\x00-\x1f]+$"),
    AfterValidator(_words),
]
"""A word to find runs by; spaces become dashes."""
Tags = Annotated[list[Tag], Field(max_length=MOST_TAGS), AfterValidator(_once)]
Note = Annotated[str, Field(max_length=10_000)]


class RunNotes(Schema):
    """Tags and a note of one run."""

    tags: Tags = []
    note: Note = ""


class RunNotesChange(Schema):
    """What is to be said of a run from now on; what is left out stays."""

    tags: Tags | None = None
    note: Note | None = None


def read_notes(folder: Path) -> RunNotes:
    """What was said of the run in this folder; a file that cannot be read says nothing."""
    try:
        return RunNotes.model_validate(read_json(folder / FILE))
    except (OSError, ValueError, ValidationError):
        return RunNotes()


def change_notes(folder: Path, change: RunNotesChange) -> RunNotes:
    """Write what is said from now on.

    Raises:
        OSError: The disk is full; what was said stays.
    """
    notes = read_notes(folder).model_copy(update=change.model_dump(exclude_none=True))
    write_json(folder / FILE, notes.model_dump(mode="json"))
    return notes
