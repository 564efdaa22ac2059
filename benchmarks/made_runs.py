"""Folders of runs that nobody trained, as the worker would have left them: for lists and comparisons of many runs.

`python -m benchmarks.made_runs WORKSPACE COUNT [EPOCHS]` makes them and prints their ids, the oldest first.
"""

import csv
import json
import math
import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ARCHITECTURES = ("digits-compact", "yolo11-eca", "yolo11", "yolo26")
DATASETS = ("digits", "cells", "plates")
OUTCOMES = ("completed",) * 7 + ("stopped", "failed", "interrupted")
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)

Row = dict[str, float]


def make_runs(workspace: Path, count: int, epochs: int = 30) -> list[str]:
    """Make so many runs, always the same ones; returns their ids, the oldest first."""
    return [make_run(workspace, number, epochs) for number in range(count)]


def make_run(workspace: Path, number: int, epochs: int) -> str:
    """One run with all that it leaves: what was asked, events, results.csv, notes and the manifest."""
    chance = random.Random(number)
    created = BEGIN + timedelta(minutes=37 * number)
    run = f"{created:%Y%m%dT%H%M%SZ}-{number:06x}"
    folder = workspace / "runs" / run
    folder.mkdir(parents=True)
    args = {
        "epochs": epochs,
        "imgsz": chance.choice((256, 320, 640)),
        "optimizer": chance.choice(("SGD", "AdamW")),
        "lr0": round(10 ** chance.uniform(-3.5, -1.5), 6),
        "mosaic": chance.choice((0.0, 1.0)),
    }
    spec = {
        "id": run,
        "created": created.isoformat(),
        "architecture": ARCHITECTURES[number % len(ARCHITECTURES)],
        "scale": "n",
        "dataset": DATASETS[number // 2 % len(DATASETS)],
        "args": args,
        "task": "detect",
    }
    rows = table(args, epochs, chance)
    outcome = OUTCOMES[number % len(OUTCOMES)]
    write(folder, "run.json", json.dumps(spec))
    write(
        folder, "architecture.yaml", f"nc: 10\nbackbone:\n  - [-1, 1, Conv, [{16 + 16 * (number % 3)}, 3, 2]]\nhead:\n"
    )
    write(folder, "events.jsonl", events(run, created, rows, outcome))
    write(folder, "manifest.json", json.dumps({"outcome": outcome}))
    write(folder, "notes.json", json.dumps({"tags": ["baseline"] if number % 5 == 0 else [], "note": ""}))
    with (folder / "results.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, ["epoch", "time", *(name for name in rows[0] if name not in {"epoch", "time"})])
        writer.writeheader()
        writer.writerows(rows)
    return run


def table(args: dict[str, Any], epochs: int, chance: random.Random) -> list[Row]:
    """Curves as detectors have them: better with AdamW and a learning rate near 0.004."""
    reach = 0.9 - 0.15 * abs(math.log10(args["lr0"] / 0.004)) - (0.05 if args["optimizer"] == "SGD" else 0)
    pace = chance.uniform(2, 9)
    rows = []
    for epoch in range(1, epochs + 1):
        score = reach * (1 - math.exp(-epoch / pace)) + chance.gauss(0, 0.008)
        loss = 0.6 + 2.5 * math.exp(-epoch / pace)
        row: Row = {"epoch": epoch, "time": round(epoch * args["imgsz"] / 60, 3)}
        for name, weight in (("box_loss", 1.0), ("cls_loss", 1.4), ("dfl_loss", 0.9)):
            row[f"train/{name}"] = round(weight * loss + chance.gauss(0, 0.02), 5)
            row[f"val/{name}"] = round(weight * loss * 1.1 + chance.gauss(0, 0.03), 5)
        for name, part in (("precision", 1.02), ("recall", 0.95), ("mAP50", 1.0), ("mAP50-95", 0.7)):
            row[f"metrics/{name}(B)"] = round(min(max(score * part, 0.0), 1.0), 5)
        row["lr/pg0"] = round(args["lr0"] * (1 - epoch / (epochs + 1)), 8)
        rows.append(row)
    return rows


def events(run: str, created: datetime, rows: list[Row], outcome: str) -> str:
    """What the run would have told: its states and its epochs."""
    start = created.timestamp()
    told: list[tuple[float, dict[str, Any]]] = [
        (start, {"type": "run.status", "status": "queued"}),
        (start + 1, {"type": "run.status", "status": "running", "pid": 1}),
    ]
    best = -1.0
    for row in rows:
        score = row["metrics/mAP50-95(B)"]
        metrics = {name: value for name, value in row.items() if name not in {"epoch", "time"}}
        epoch = {"epoch": row["epoch"], "epochs": len(rows), "metrics": metrics, "best": score > best, "seconds": 1.0}
        told.append((start + row["time"], {"type": "run.epoch", **epoch}))
        best = max(best, score)
    error = {"message": "CUDA out of memory", "trace": []} if outcome == "failed" else None
    told.append((start + rows[-1]["time"] + 2, {"type": "run.status", "status": outcome, "error": error}))
    lines = [{"seq": seq, "time": time, **told, "run": run} for seq, (time, told) in enumerate(told, 1)]
    return "".join(json.dumps(line) + "\n" for line in lines)


def write(folder: Path, name: str, text: str) -> None:
    """Not durable: nobody minds if these are lost."""
    (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    print("\n".join(make_runs(Path(sys.argv[1]), *map(int, sys.argv[2:4]))))
