"""A module's new name in the rows of a text; everything else stays byte for byte. Pure."""

from yolosmith.architectures import text
from yolosmith.architectures.emit import emit

MODULE = 2
"""Place of the module's name in a row."""


def rename_module(source: str, old: str, new: str) -> str:
    """The text with every row of `old` naming `new`; a name behind an anchor is changed once, where it is written.

    Raises:
        TooLargeError, UnreadableError: The text cannot be read.
    """
    document = text.read(source)
    spans = {
        (row.whole.parts[MODULE].start, row.whole.parts[MODULE].end)
        for row in document.rows
        if len(row.whole.parts) > MODULE and row.whole.parts[MODULE].value == old
    }
    changed = document.source
    for start, end in sorted(spans, reverse=True):
        changed = changed[:start] + changed[start:end].replace(old, emit(new)) + changed[end:]
    return document.mark + changed
