"""Every argument of `model.train()`, and the check of those given, by the rules of the installed Ultralytics."""

import functools
import re
from typing import Any

import yaml
from ultralytics.utils import DEFAULT_CFG_DICT, DEFAULT_CFG_PATH

from yolosmith.engine import combinations
from yolosmith.engine.argument_table import CHOICES, GROUP_OF, GROUPS, OTHER, OWN, TASKS, UNITS, UNUSED
from yolosmith.engine.argument_values import problem_with, range_of
from yolosmith.engine.combinations import Facts, Finding, Setting
from yolosmith.engine.jobs import Say

LINE = re.compile(r"^(?P<name>\w+):.*?#\s*\((?P<type>[^)]*)\)\s*(?P<help>.*)$")


def list_all(args: dict[str, Any], say: Say) -> list[dict[str, Any]]:
    """All arguments by group, in the order of the form: name, type, default, group, help, range, choices, unit, tasks.

    Those that the run sets itself are among them, with the reason as `own`.
    """
    return list(_known())


def check(args: dict[str, Any], say: Say) -> dict[str, Any]:
    """Look at arguments one by one, then beside one another and beside what is trained.

    Args:
        args: `{"args": {...}}` as given for the run, `"facts"`: the fields of `combinations.Facts` that are known.
        say: Not used.

    Returns:
        `{"errors", "warnings"}`, both lists of `{"name", "message", "actual"}`. Nothing is said of how arguments go
        together while one of them cannot be read.
    """
    given = args["args"]
    types = {one["name"]: one["type"] for one in _known()}
    wrong = [
        Finding(name, problem)
        for name, value in given.items()
        if (problem := problem_with(name, value, types.get(name, "")))
    ]
    if wrong:
        return {"errors": _told(wrong, given), "warnings": []}
    setting = Setting(given, {**DEFAULT_CFG_DICT, **given}, Facts(**args.get("facts", {})))
    return {
        "errors": _told(combinations.errors(setting), given),
        "warnings": _told(combinations.warnings(setting), given),
    }


@functools.cache
def _known() -> tuple[dict[str, Any], ...]:
    text = DEFAULT_CFG_PATH.read_text(encoding="utf-8")
    defaults = yaml.safe_load(text)
    lines = (LINE.match(line) for line in text.splitlines())
    found = [
        _described(entry["name"], entry["type"], entry["help"], defaults[entry["name"]]) for entry in lines if entry
    ]
    # It stands in every args.yaml, but not in the file of defaults.
    found.append(_described("save_dir", "str, optional", "folder of the results", None))
    order = [*GROUPS, OTHER]
    places = {name: place for place, name in enumerate(GROUP_OF)}
    return tuple(sorted(found, key=lambda one: (order.index(one["group"]), places.get(one["name"], len(places)))))


def _described(name: str, type_: str, help_: str, default: Any) -> dict[str, Any]:
    low, high = range_of(name)
    group = GROUP_OF.get(name, OTHER)
    return {
        "name": name,
        "type": type_,
        "default": default,
        "group": group,
        "help": help_,
        "minimum": low,
        "maximum": high,
        "choices": CHOICES.get(name),
        "unit": UNITS.get(name),
        "tasks": TASKS.get(name),
        "own": OWN.get(name),
        "used": group != UNUSED,
    }


def _told(findings: Any, given: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"name": one.name, "message": one.message, "actual": given.get(one.name)} for one in findings]
