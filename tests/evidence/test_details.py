"""What extractors word themselves has its place in the table, and is told in French; what they quote stays."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import astreinte
from astreinte.evidence.details import details, worded
from astreinte.evidence.sources.probes import PROBES
from astreinte.sentences import FIELD, Sentence

HERE = Path(astreinte.__file__).parent / "evidence" / "extract"
PROSE = re.compile(
    r"\b(of|no|not|is|are|has|and|at|which|by|since|leads|wait|above|peak|asks|serves|names|usually|ready|restarts|"
    r"used|available|probe|listens|found|passed|failed|exit code|attempt|allowed|waits|again|cordoned|load|"
    r"answers|until|suspended|times|connections|every|the)\b"
)
WELL = "2 pod(s) Running et Ready, 0 redémarrages, aucun événement d'alerte : normal, aucune panne"
LOOKED_FOR = {"probe failed", "probe errored"}
"""What an extractor words to find it in what it reads."""

SAMPLES = {"_n": "7", "_w": "mill-2"}


def test_the_table_says_each_sentence_once() -> None:
    """
    No two sentences are spelt alike but for the names of their values, and both languages have the same values.
    """
    spelt = [each.texts for each in details()]
    assert len(spelt) == len({*spelt})
    assert [] == [each for each in details() if {*each.names} != {*FIELD.findall(each.french)}]


@pytest.mark.parametrize("each", details(), ids=lambda each: "".join(each.texts)[:40])
def test_each_sentence_is_told_in_french(each: Sentence) -> None:
    """
    Filled in, it is read back with its values, and stays as it is for an English reader.
    """
    values = {name: SAMPLES.get(name[-2:], "à la ferme") for name in each.names}
    said = "".join(text + values.get(name, "") for text, name in zip(each.texts, (*each.names, ""), strict=True))
    assert said == worded(said, "en")
    assert worded(said, "fr") == each.french.format_map(values)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("nothing listens on port 8080", "rien n'écoute sur le port 8080"),
        ("CPUUtilization of mill-db 9 % to 97 %, peak 99 %, above 90 % since 13:02:11",
         "CPUUtilization de mill-db : de 9 % à 97 %, au plus 99 %, au-dessus de 90 % depuis 13:02:11"),
        ("mill 2 of 2 replicas ready, 2 pod(s) Running and Ready, 0 restarts, no warning event: normal, no failure",
         "mill : 2 répliques prêtes sur 2, " + WELL),
        ("cannot connect: nothing listens on port 8080", "cannot connect: nothing listens on port 8080"),
        ("Reading of config failed to parse", "Reading of config failed to parse"),
        ("nothing listens on port x", "nothing listens on port x"),
    ],
)  # fmt: skip
def test_own_words_are_translated_and_quotes_are_not(said: str, told: str) -> None:
    """
    A sentence inside a sentence of ours is told in French too; a line that only holds our words is a quote.
    """
    assert told == worded(said, "fr")


@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from([" of ", ": ", ", ", "7", "ready", "to"]), max_size=60).map("".join)
)
def test_any_text_is_told_somehow(said: str) -> None:
    """
    Hostile text ends, and is never lost.
    """
    assert bool(said) == bool(worded(said, "fr"))


@pytest.mark.parametrize(
    ("probe", "target", "told"),
    [("tcp", "127.0.0.1:1", "connexion refusée"), ("http", "http://127.0.0.1:1/", "connexion refusée")],
)
async def test_what_a_probe_answers_is_told_in_french(probe: str, target: str, told: str) -> None:
    """
    The product's own probes word their answers: a refusal is read as one.
    """
    assert told == worded(await PROBES[probe](target), "fr")


def formatted() -> Iterator[tuple[str, str]]:
    """The prose between the values of every formatted text of the extractors, by file."""
    for path in sorted(HERE.rglob("*.py")):
        for node in _formatted(ast.parse(path.read_text(encoding="utf-8"))):
            for part in node.values:
                if isinstance(part, ast.Constant) and PROSE.search(str(part.value)) and "(?" not in str(part.value):
                    yield str(path.relative_to(HERE)), str(part.value).strip(" ,;:()")


def _formatted(tree: ast.Module) -> Iterator[ast.JoinedStr]:
    """Those that stand in no error, in no comparison and in no other text."""
    inside = [node for node in ast.walk(tree) if isinstance(node, ast.Raise | ast.Compare | ast.FormattedValue)]
    apart = {id(each) for node in inside for each in ast.walk(node)}
    return (node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) and id(node) not in apart)


TOLD = {"seen", "tell", "_tell", "pod_signal", "workload_signal", "service_signal", "node_signal", "_signal"}


def stated() -> Iterator[tuple[str, str]]:
    """Whole sentences that the extractors hand to a signal, by file."""
    for path in sorted(HERE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TOLD:
                for each in node.args:
                    if isinstance(each, ast.Constant) and " " in str(each.value) and PROSE.search(str(each.value)):
                        yield str(path.relative_to(HERE)), str(each.value)


@pytest.mark.parametrize(
    ("file", "text"), sorted(each for each in {*formatted(), *stated()} if each[1] not in LOOKED_FOR)
)
def test_whatever_an_extractor_words_has_its_place(file: str, text: str) -> None:
    """
    A sentence that is not in the table would stand in English before a French reader.
    """
    assert [each for each in details() if any(text in part for part in each.texts)], file
