"""What a docstring in Google's style says: the first sentence or two, and one help text an argument. Pure."""

import re

_ARGUMENT = re.compile(r"\*{0,2}(\w+)\s*(?:\(.*?\))?\s*:\s*(.*)")


def summary(doc: str) -> str:
    """The first paragraph, on one line."""
    return " ".join(doc.strip().partition("\n\n")[0].split())


def arguments(doc: str) -> dict[str, str]:
    """Help by the argument's name, from the section `Args:`; a text over several lines becomes one."""
    found: dict[str, str] = {}
    lines = doc.expandtabs().splitlines()
    start = next((i for i, line in enumerate(lines) if line.strip() in ("Args:", "Arguments:", "Parameters:")), None)
    if start is None:
        return {}
    outer, inner, name = _indent(lines[start]), None, ""
    for line in lines[start + 1 :]:
        if not line.strip():
            continue
        if _indent(line) <= outer:
            break
        inner = _indent(line) if inner is None else inner
        matched = _ARGUMENT.match(line.strip()) if _indent(line) <= inner else None
        if matched:
            name = matched[1]
            found[name] = matched[2].strip()
        elif name:
            found[name] = f"{found[name]} {line.strip()}".strip()
    return {name: text for name, text in found.items() if text}


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
