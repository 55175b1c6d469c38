"""The blame check on sentences written without sight of its rules.

`python -m benchmarks.blame [--json] [--misses]`. The set is `blame.yaml` beside this file: sentences of post-mortems by
language, each with `blame: true` where it judges a person. A sentence counts as found when anything but the mere
mention of a name is found in it. The digest of the set is printed, so that a later run shows whether it is the same.
"""

import argparse
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from astreinte.blame import lint

SET = Path(__file__).with_name("blame.yaml")


@dataclass(frozen=True)
class Counts:
    """Sentences by what they are and what was said of them."""

    hit: int
    missed: int
    false: int
    right: int

    @property
    def precision(self) -> float:
        return round(self.hit / max(self.hit + self.false, 1), 3)

    @property
    def recall(self) -> float:
        return round(self.hit / max(self.hit + self.missed, 1), 3)


def judge(language: str, listed: list[dict[str, Any]]) -> tuple[Counts, list[dict[str, Any]]]:
    """The counts over one language, and the sentences that were judged wrongly."""
    said = [(each, _found(language, str(each["text"]))) for each in listed]
    wrong = [each | {"found": found} for each, found in said if bool(found) != bool(each["blame"])]
    hit = sum(bool(found) for each, found in said if each["blame"])
    false = sum(bool(found) for each, found in said if not each["blame"])
    blamed = sum(bool(each["blame"]) for each in listed)
    return Counts(hit, blamed - hit, false, len(listed) - blamed - false), wrong


def _found(language: str, text: str) -> list[str]:
    return [one.rule for one in lint(text, language) if one.rule != "named-person"]


def run(path: Path) -> dict[str, Any]:
    body = path.read_text(encoding="utf-8")
    judged = {language: judge(language, listed) for language, listed in yaml.safe_load(body).items()}
    return {
        "set": hashlib.sha256(body.encode()).hexdigest()[:16],
        "sentences": {language: sum(vars(counts).values()) for language, (counts, _) in judged.items()},
        "precision": {language: counts.precision for language, (counts, _) in judged.items()},
        "recall": {language: counts.recall for language, (counts, _) in judged.items()},
        "confusion": {language: vars(counts) for language, (counts, _) in judged.items()},
        "wrong": {language: wrong for language, (_, wrong) in judged.items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--set", type=Path, default=SET, help="another set of sentences")
    chosen = parser.parse_args()
    found = run(chosen.set)
    if chosen.json:
        print(json.dumps(found, ensure_ascii=False))
        return
    print(f"set {found['set']}")
    for language, counts in found["confusion"].items():
        print(f"{language}: precision {found['precision'][language]}, recall {found['recall'][language]}, {counts}")
        for each in found["wrong"][language]:
            print(f"  {'missed' if each['blame'] else 'false'}: {each['text']} {each['found'] or ''}")


if __name__ == "__main__":
    main()
