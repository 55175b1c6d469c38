"""Arguments and options that several verbs share."""

from typing import Annotated

import typer

Id = Annotated[str, typer.Argument(metavar="ID", help="Incident id, e.g. INC-20260301-01.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
Explain = Annotated[bool, typer.Option("--explain", help="Show the diagnostic tree: what was seen, held, ruled out.")]
