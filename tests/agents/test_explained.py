"""Every hypothesis says which way the tree was walked, what proves it, what would refute it and what to read next."""

from astreinte.agents import Analyse, Case
from astreinte.domain import Explanation, Query, Reading, dump, load

from .agent_cases import DOWN, HOST, KNOWLEDGE, NOW, PLAYBOOK, case, persona, sig


async def first(of: Case, tag: str = "forge") -> Explanation:
    finding = await PLAYBOOK.think(persona(tag), Analyse(), of)
    explained = finding.hypotheses[0].explained
    assert explained is not None
    return explained


async def test_the_path_answers_each_question_from_the_root_to_the_cause() -> None:
    path = (await first(case(*HOST["firewall-blocking"][1:]))).path
    assert path[0].startswith("Le service répond-il ? non")
    assert path[1].startswith("Le conteneur ou le pod tourne-t-il ? oui")
    assert path[2].startswith("Un filtre de paquets ou un proxy de service le rejette-t-il ? Pare-feu bloquant")


async def test_an_answer_that_no_signal_gives_is_said_to_be_inferred() -> None:
    path = (await first(case(sig("filesystem-full", "mount:/srv/intranet"), sig("no-space")))).path
    assert path[1] == "Le conteneur ou le pod tourne-t-il ? non (déduit)"


async def test_a_reading_that_says_otherwise_is_not_inferred_away() -> None:
    """A process that runs with a full disk under it runs: the walk says so."""
    full = sig("filesystem-full", "mount:/srv/intranet")
    path = (await first(case(full, sig("no-space"), sig("process-running", detail="RUNNING pid 4")))).path
    assert path[1] == "Le conteneur ou le pod tourne-t-il ? oui : process-running (« RUNNING pid 4 »)"


async def test_the_proof_carries_excerpt_source_and_reading() -> None:
    seen = sig("traceback", detail="Traceback (most recent call last)")
    shown = (await first(case(seen, sig("unit-failed"), DOWN))).proof
    assert (shown[0].signal, shown[0].excerpt) == ("traceback", "Traceback (most recent call last)")
    assert shown[0].source.startswith("journalctl traceback")
    assert shown[0].evidence == seen[1].id


async def test_what_would_refute_it_names_gone_proof_denials_and_near_misses() -> None:
    refutes = (await first(case(*HOST["firewall-blocking"][1:]))).refutes
    near = next(iter(KNOWLEDGE.cause("firewall-blocking").rule_out))
    assert refutes[0] == "un relevé plus récent qui ne montre plus filter-drops"
    assert any(each.startswith(f"{near} :") for each in refutes)


WEAK = sig("errors-new", minutes=25)


async def test_the_next_reading_is_named_only_while_confidence_is_low() -> None:
    sure, unsure = await first(case(*HOST["firewall-blocking"][1:])), await first(case(WEAK))
    assert sure.next == ()
    assert unsure.next
    assert not any(each.startswith("kubectl") for each in unsure.next)


async def test_a_command_already_run_is_not_asked_again() -> None:
    command = (await first(case(WEAK))).next[0]
    tool, *args = command.split()
    again = Reading(Query(tool, tuple(args)), NOW, "no_data")
    assert command not in (await first(case(WEAK, (WEAK[0], again)))).next


async def test_an_explanation_survives_the_journal() -> None:
    explained = await first(case(*HOST["disk-full"][1:]))
    assert load(Explanation, dump(explained)) == explained


async def test_what_was_read_is_quoted_once() -> None:
    line = "app FATAL exited too quickly"
    seen = case(sig("traceback", detail=line), sig("unit-failed", detail=line), sig("restarting", detail=line), DOWN)
    finding = await PLAYBOOK.think(persona("forge"), Analyse(), seen)
    assert finding.hypotheses[0].why.count(line) == 1
