"""Verbs over the installation: validate, schema."""

import json as json_
import os
from typing import Annotated

import typer

from . import show
from .session import project, run

Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]
INTEGRITY = 8


def register(app: typer.Typer) -> None:
    app.command("validate")(validate)
    app.command("schema")(schema)


def validate(*, json: Json = False) -> int:
    """Check settings, folders, sources and the journal's chain; each problem says how to fix it."""
    from astreinte.config import load_settings
    from astreinte.graph.checks import title
    from astreinte.graph.preflight import preflight

    where = project()
    settings = load_settings(where, os.environ)
    checks = run(preflight(where, settings))
    if json:
        show.document([{"name": c.name, "ok": c.ok, "text": c.text, "fix": c.fix} for c in checks])
    else:
        for check in checks:
            fails, colon = ("NON", " :") if settings.language == "fr" else ("NO ", ":")
            print(f"{'ok ' if check.ok else fails}  {title(check, settings.language)}{colon} {check.text}")
            if check.fix:
                print(f"     → {check.fix}")
    return max((check.code for check in checks if not check.ok), default=0)


def schema(name: Annotated[str, typer.Argument(help="outcome or scenario")]) -> int:
    """Print the JSON schema of the outcome, or of a scenario."""
    from astreinte.domain.outcome import json_schema
    from astreinte.errors import UnknownName
    from astreinte.replay.scenario import Scenario

    schemas = {"outcome": json_schema, "scenario": Scenario.model_json_schema}
    if name not in schemas:
        raise UnknownName("schema", name, schemas)
    print(json_.dumps(schemas[name](), indent=2))
    return 0
