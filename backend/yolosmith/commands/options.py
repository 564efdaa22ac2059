"""Options that all subcommands share."""

from pathlib import Path
from typing import Annotated

import typer

WorkspaceOption = Annotated[
    Path, typer.Option(envvar="YOLOSMITH_WORKSPACE", help="The workspace; default: this folder.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON alone.")]
