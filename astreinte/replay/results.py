"""Replays for other programs: JUnit for a CI server, one HTML page for people."""

from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from astreinte.errors import StoreUnavailable
from astreinte.templates import Words
from astreinte.templates.report import replays

from .batch import Played


def junit(played: Sequence[Played]) -> str:
    """One test case a replay; one that nothing could be judged of is skipped."""
    failed = sum(each.judged and not each.passed for each in played)
    suite = ET.Element("testsuite", name="astreinte replay", tests=str(len(played)), failures=str(failed))
    for each in played:
        name = each.scenario if not each.repeat else f"{each.scenario}#{each.repeat}"
        case = ET.SubElement(suite, "testcase", classname="replay", name=name, time=f"{each.seconds:.3f}")
        if not each.judged:
            ET.SubElement(case, "skipped", message="nothing is expected of it")
        elif not each.passed:
            ET.SubElement(case, "failure", message=_printable("; ".join(reasons(each))))
    return ET.tostring(suite, encoding="unicode", xml_declaration=True)


def reasons(each: Played) -> list[str]:
    """Why it did not pass, one check a text."""
    if each.broke:
        return [each.broke]
    return [f"{one['name']}: {one['why']}" for one in each.document["score"]["checks"] if not one["passed"]]


def page(played: Sequence[Played], words: Words) -> str:
    """The results as one HTML file without script."""
    rows = [
        {
            "scenario": each.scenario if not each.repeat else f"{each.scenario}#{each.repeat}",
            "title": str(each.document.get("title", "")),
            "state": str(each.document.get("state", "")),
            "decided": each.decided,
            "verdict": "broke" if each.broke else "pass" if each.passed else "fail",
            "judged": each.judged,
            "reasons": reasons(each),
            "grades": each.grades,
            "seconds": each.seconds,
            "text": each.text,
        }
        for each in played
    ]
    return replays(rows, means(played), words)


def means(played: Sequence[Played]) -> dict[str, float]:
    """The mean of each grade over the replays that have it."""
    names = dict.fromkeys(name for each in played for name in each.grades)
    known = {name: [value for each in played if (value := each.grades.get(name)) is not None] for name in names}
    return {name: round(sum(values) / len(values), 3) for name, values in known.items() if values}


def save(path: Path, text: str) -> None:
    """Write it.

    Raises:
        StoreUnavailable: the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StoreUnavailable(f"{path} cannot be written: {error.strerror}") from error


def _printable(text: str) -> str:
    return "".join(one if one.isprintable() else " " for one in text)
