"""Writing a section that stands in brackets: `head: [[…], […]]`, on one line or on several. Pure.

What stands between two rows belongs to both: the comment that ends the first one's line to the first, the rest to the
second. Where both stay neighbours it stays as it is.
"""

import itertools
from collections.abc import Sequence

from yolosmith.architectures.text import Part


def rewritten(source: str, whole: Part, rows: Sequence[tuple[str, int | None]], newline: str) -> str:
    """The section's new text.

    Args:
        source: The text.
        whole: The section in it, with at least one row.
        rows: The new rows, each with its text and the place that it had among the section's rows; None for a new one.
        newline: What ends a line.
    """
    if not rows:
        return "[]"
    spans = whole.parts
    between = [source[a.end : b.start] for a, b in itertools.pairwise(spans)]
    closing = source[spans[-1].end : whole.end]
    comments = [_comment(one) for one in [*between, closing]]
    column = spans[0].start - source.rfind("\n", 0, spans[0].start) - 1
    gap = newline + " " * column if any("\n" in one for one in between) else " "
    ahead = ["", *(_ahead(one) for one in between)]
    first = rows[0][1]
    pieces = [source[whole.start : spans[0].start], ahead[first].lstrip() if first and "#" in ahead[first] else ""]
    for (written, place), (_, following) in itertools.pairwise(rows):
        if place is not None and following == place + 1:
            pieces += [written, between[place]]
            continue
        comment = comments[place] if place is not None else ""
        lead = ahead[following] if following else gap
        pieces += [written, ",", comment, newline if comment and "\n" not in lead else "", lead]
    written, place = rows[-1]
    if place == len(spans) - 1:
        return "".join([*pieces, written, closing])
    comment = comments[place] if place is not None else ""
    end = _from_line_end(closing) or "]"
    return "".join([*pieces, written, comment, newline if comment and "\n" not in end else "", end])


def _comment(between: str) -> str:
    """The comment that ends the first row's line, with the space before it."""
    before, mark, said = between.partition("\n")[0].rstrip().partition("#")
    return before.replace(",", "") + mark + said if mark else ""


def _ahead(between: str) -> str:
    """What belongs to the second row: from the end of the first one's line, or from the comma."""
    rest = _from_line_end(between)
    if rest is None:
        return between.partition(",")[2]
    return rest if "," in between.partition("\n")[0].partition("#")[0] else rest.replace(",", "", 1)


def _from_line_end(between: str) -> str | None:
    at = between.find("\n")
    return None if at < 0 else between[at - between[:at].endswith("\r") :]
