"""OpenSRE's incidents with and without the symptom that each alert suspects, which is a strong hint.

python -m benchmarks.symptom --root DIR [--jobs N] [--json]
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path

from astreinte.evidence import Recording
from astreinte.replay.bench import bench, takes
from astreinte.replay.stage import Take

SET, HINT = "opensre", "suspected_symptom"


def unhinted(taken: Take) -> Take:
    """The same case, its alert without the annotation."""
    labels = {key: value for key, value in taken.declaration.labels.items() if key != HINT}
    recordings = [_without(each) if HINT in each.text else each for each in taken.recordings]
    return Take(taken.scenario, replace(taken.declaration, labels=labels), recordings)


def _without(recording: Recording) -> Recording:
    told = json.loads(recording.text)
    told.get("commonAnnotations", {}).pop(HINT, None)
    return replace(recording, text=json.dumps(told, indent=1, ensure_ascii=False))


def main() -> None:
    """Print the scores of both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    told = takes(chosen.root, SET)
    found = {
        "with": bench(told, SET, chosen.jobs),
        "without": bench([unhinted(each) for each in told], SET, chosen.jobs),
    }
    if chosen.json:
        print(json.dumps(found))
        return
    for name, result in found.items():
        print(f"{name} {HINT}: {result['scores']}, misses {[each['alias'] for each in result['misses']]}")


if __name__ == "__main__":
    main()
