"""What a docstring in Google's style says: the first sentence or two, and one help text an argument. Pure."""

import re

_ARGUMENT = re.compile(r"\*{0,2}(\w+)\s*(?:\((.*?)\))?\s*:\s*(.*)")


def summary(doc: str) -> str:
    """The first paragraph, on one line."""
    return " ".join(doc.strip().partition("\n\n")[0].split())


def arguments(doc: str) -> dict[str, str]:
    """Help by the argument's name, from the section `Args:`; a text over several lines becomes one."""
    return {name: text for name, (_, text) in _section(doc).items() if text}


def types(doc: str) -> dict[str, str]:
    """Types by the argument's name, where the section `Args:` gives them in brackets: `k (int): Kernel size.`"""
    found = {name: kind.removesuffix(", optional") for name, (kind, _) in _section(doc).items()}
    return {name: kind for name, kind in found.items() if kind and kind != "optional"}


def _section(doc: str) -> dict[str, tuple[str, str]]:
    """Type and text by name."""
    found: dict[str, tuple[str, str]] = {}
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
            found[name] = matched[2] or "", matched[3].strip()
        elif name:
            kind, text = found[name]
            found[name] = kind, f"{text} {line.strip()}".strip()
    return found


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
