"""Benchmarks as scenarios: one module a set, by the name in its `cases.json`."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from astreinte.replay.stage import Take

from .cloud_opsbench import cloud_opsbench
from .holmesgpt import holmesgpt
from .itbench import itbench
from .nezha import nezha
from .opensre import opensre
from .petshop import petshop
from .postmortems import postmortems
from .runlore import runlore

Importer = Callable[[Path, Mapping[str, Any]], Take]
"""The case's folder or file and its index line; nothing that a predictor sees carries a label, an id or a path."""

IMPORTERS: dict[str, Importer] = {
    "cloud-opsbench": cloud_opsbench,
    "holmesgpt": holmesgpt,
    "itbench": itbench,
    "nezha": nezha,
    "opensre": opensre,
    "petshop": petshop,
    "postmortems": postmortems,
    "runlore": runlore,
}
