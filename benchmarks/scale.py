"""What 10,000 incidents a day need, computed from measured figures: `python -m benchmarks.scale [--write]`.

The figures stand in `benchmarks/figures.yaml`. `--write` puts both tables into docs/scale.md, between its markers,
where a test holds them against the figures. `--take FILE` first takes over what
`python -m benchmarks.throughput --json` wrote into that file, as taken on a quiet machine.
"""

import argparse
import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

FIGURES, PAGE = Path(__file__).with_name("figures.yaml"), Path(__file__).parents[1] / "docs" / "scale.md"
MARKS = ("<!-- computed -->", "<!-- /computed -->")
A_DAY, BUSIEST, LASTS, AT_ONCE, ALERTS = 10_000, 10, 40, 4, 100
"""Incidents a day; the busiest hour over the mean; seconds that one lasts; `limits.at_once`; alerts an incident."""

DAY, GB = 86_400, 1e9
MEAN = A_DAY / DAY
PEAK = BUSIEST * MEAN


Formula = Callable[[Mapping[str, Any]], float]
FORMULAS: Sequence[tuple[str, str, Formula, str]] = (
    ("incidents a second, mean", f"{A_DAY:,} / {DAY:,}", lambda _: MEAN, "/s"),
    ("incidents a second, busiest hour", f"{BUSIEST} × the mean", lambda _: PEAK, "/s"),
    ("incidents under way at the peak", f"peak × {LASTS} s", lambda _: PEAK * LASTS, ""),
    (f"workers for them at `limits.at_once: {AT_ONCE}`", f"/ {AT_ONCE}", lambda _: PEAK * LASTS / AT_ONCE, ""),
    ("cores of workers at the peak", "peak × *c*", lambda of: PEAK * of["c"], ""),
    (
        "what four processes on two cores bear over PostgreSQL, over the peak",
        "*r4* / peak",
        lambda of: of["r4"] / PEAK,
        " ×",
    ),
    ("gain by a second process on two cores, PostgreSQL", "*r2* / *r1*", lambda of: of["r2"] / of["r1"], " ×"),
    ("gain by four processes, SQLite", "*s4* / *s1*", lambda of: of["s4"] / of["s1"], " ×"),
    ("incidents a day by one process over SQLite", f"*s1* × {DAY:,}", lambda of: of["s1"] * DAY, ""),
    (
        "alerts that the webhook bears, over the peak",
        f"*a* / (peak × {ALERTS})",
        lambda of: of["a"] / PEAK / ALERTS,
        " ×",
    ),
    ("evidence a day, at most", f"{A_DAY:,} × *e*", lambda of: A_DAY * of["e"] / GB, " GB"),
    ("journal a day", f"{A_DAY:,} × *j*", lambda of: A_DAY * of["j"] / GB, " GB"),
    ("checkpoints a day", f"{A_DAY:,} × *k*", lambda of: A_DAY * of["k"] / GB, " GB"),
    ("all of it at `retention: 30d`", "30 days", lambda of: 30 * A_DAY * (of["e"] + of["j"] + of["k"]) / GB, " GB"),
)
"""What, how it is computed, from the figures, and its unit."""


def tables(figures: Mapping[str, Mapping[str, Any]]) -> str:
    """Both tables as Markdown."""
    lines = ["| letter | figure | value | command |", "|---|---|---|---|"]
    for name, each in figures.items():
        lines.append(f"| *{name}* | {each['what']} | {_measured(each)} | `benchmarks.{each['by']}` |")
    lines += ["", "| at 10,000 incidents a day | computed as | value |", "|---|---|---|"]
    values = {name: each["value"] for name, each in figures.items()}
    lines += [f"| {what} | {how} | {_computed(formula, values, unit)} |" for what, how, formula, unit in FORMULAS]
    return "\n".join(lines)


def _computed(formula: Formula, values: Mapping[str, Any], unit: str) -> str:
    try:
        return f"{_shown(formula(values))}{unit}"
    except TypeError:
        return "–"  # a figure that it needs was not taken yet


def _measured(figure: Mapping[str, Any]) -> str:
    if figure["value"] is None:
        return "**to be taken**"
    busy = "" if figure["quiet"] else " (busy machine, **to be taken again**)"
    return f"{_shown(figure['value'])}{figure['unit']}{busy}"


def _shown(value: float) -> str:
    """Three figures that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"  # noqa: PLR2004


def filled(page: str, figures: Mapping[str, Mapping[str, Any]]) -> str:
    """The page with the tables of these figures between its markers."""
    before, _, rest = page.partition(MARKS[0])
    _, _, after = rest.partition(MARKS[1])
    return f"{before}{MARKS[0]}\n{tables(figures)}\n{MARKS[1]}{after}"


def taken(text: str, found: Mapping[str, Any]) -> str:
    """The figures' file, those of `throughput` replaced line by line: its comments and order stay."""
    lines: list[str] = []
    for line in text.splitlines():
        name, _, rest = line.partition(": ")
        each: dict[str, Any] = yaml.safe_load(rest) if rest.startswith("{") else {}
        if each.get("by") == "throughput":
            value: Any = found
            for key in each["path"].split("."):
                value = value[key]
            rest = re.sub(r"value: [^,]+, quiet: \w+", f"value: {value}, quiet: true", rest)
        lines.append(f"{name}: {rest}" if rest else line)
    return "\n".join(lines) + "\n"


def read() -> dict[str, dict[str, Any]]:
    return yaml.safe_load(FIGURES.read_text(encoding="utf-8"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--take", type=Path, help="the output of `benchmarks.throughput --json`")
    parser.add_argument("--write", action="store_true", help="into docs/scale.md")
    options = parser.parse_args()
    if options.take:
        found = json.loads(options.take.read_text(encoding="utf-8"))
        FIGURES.write_text(taken(FIGURES.read_text(encoding="utf-8"), found), encoding="utf-8")
    if options.write:
        PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), read()), encoding="utf-8")
    print(tables(read()))


if __name__ == "__main__":
    main()
