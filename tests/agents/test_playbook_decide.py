"""The lead decides over all lenses; supports maintain or withdraw; fixes are bound to the inventory."""

from dataclasses import replace

from astreinte.agents import Analyse, Case, Decide, Object, PlaybookReasoner, Tried, check
from astreinte.config import Service
from astreinte.domain import Decision, Finding, Fix, Hypothesis, Review

from .agent_cases import COMMIT, DOWN, HOST, KNOWLEDGE, NOW, PLAYBOOK, ROSTER, RULE, SERVICES, case, kube, persona, sig


async def findings(of: Case, *tags: str) -> tuple[Finding, ...]:
    return tuple([await PLAYBOOK.think(persona(tag), Analyse(), of) for tag in tags])


async def decide(of: Case, *tags: str, lead: str = "forge", chosen: str = "") -> Decision:
    asked = Decide(await findings(of, lead, *(tags or ("hawk", "flow"))), chosen)
    decision = await PLAYBOOK.think(persona(lead), asked, of)
    assert check(decision, of, KNOWLEDGE) == []
    return decision


async def review(of: Case, tag: str, decision: Decision) -> Review:
    (finding,) = await findings(of, tag)
    answer = await PLAYBOOK.think(persona(tag), Object(decision, finding), of)
    assert check(answer, of, KNOWLEDGE) == []
    return answer


async def test_the_lead_decides_with_a_reason_that_cites_evidence() -> None:
    decision = await decide(case(*HOST["disk-full"][1:]), "hawk", "probe")
    assert (decision.by, decision.cause, decision.component) == ("forge", "disk-full", "intranet")
    assert "filesystem-full" in decision.rationale
    assert decision.evidence


async def test_the_lead_sees_what_its_own_lens_does_not() -> None:
    of = case(sig("cpu-component-high"), sig("cpu-host-high", "host:local"), sig("latency-high"))
    (own,) = await findings(of, "forge")
    assert own.hypotheses == ()
    assert (await decide(of)).cause == "cpu-saturation"


async def test_agreement_raises_confidence() -> None:
    of = case(*HOST["disk-full"][1:])
    alone = await PLAYBOOK.think(persona("forge"), Decide(await findings(of, "forge")), of)
    assert (await decide(of, "hawk", "probe")).confidence > alone.confidence


async def test_no_proof_decides_nothing() -> None:
    decision = await decide(case(DOWN, sig("process-running")))
    assert decision.cause is None
    assert decision.fixes == ()
    assert decision.rationale.startswith("Aucune cause prouvée")


async def test_a_healthy_system_is_closed_with_a_reason() -> None:
    decision = await decide(case(sig("service-healthy")))
    assert decision.cause == "no-fault"
    assert [fix.action for fix in decision.fixes] == ["close-with-reason"]


async def test_where_all_is_well_it_is_the_incidents_own_component_that_is() -> None:
    """
    That what it needs is well too explains nothing.
    """
    pairs = [sig("service-healthy"), sig("service-healthy", "service:ledger-db")]
    assert (await decide(case(*pairs))).component == "intranet"
    over = await decide(case(*pairs, sig("alert-resolved")))
    assert (over.cause, over.component) == ("already-recovered", "intranet")


async def test_a_second_independent_fault_is_named_beside_the_first() -> None:
    decision = await decide(case(*HOST["firewall-blocking"][1:], sig("certificate-expired", "service:archive")))
    assert decision.cause == "firewall-blocking"
    assert "cert-expired / archive" in decision.rationale


async def test_room_is_made_where_the_inventory_allows_it() -> None:
    decision = await decide(case(*HOST["disk-full"][1:]))
    assert decision.fixes[0] == Fix("free-disk", {"service": "intranet"}, "temporary")


async def test_a_blocking_rule_is_named_to_the_letter() -> None:
    decision = await decide(case(*HOST["firewall-blocking"][1:]))
    assert decision.fixes[0].action == "firewall-allow"
    assert dict(decision.fixes[0].params) == {"service": "intranet", "rule": RULE["rule"]}


async def test_a_rule_on_what_a_service_needs_is_opened_for_the_service_behind_it() -> None:
    rule = {"rule": "-A OUTPUT -p tcp -m tcp --dport 5432 -j DROP"}
    decision = await decide(case(sig("filter-drops", peer="ledger-db", attributes=rule), DOWN))
    assert decision.fixes[0].params["service"] == "ledger-db"


async def test_a_change_is_taken_back_first_at_its_revision() -> None:
    decision = await decide(case(*HOST["config-invalid"][1:]))
    assert decision.cause == "config-invalid"
    assert decision.fixes[0].action == "rollout-undo"
    assert dict(decision.fixes[0].params) == {"service": "intranet", "revision": "4f2a91c0d3"}


async def test_a_change_that_was_never_committed_is_the_worktree() -> None:
    edited = sig("config-changed", minutes=15, attributes={**COMMIT, "revision": "", "uncommitted": "true"})
    decision = await decide(case(sig("config-unreadable"), sig("unit-failed"), edited, DOWN))
    assert decision.fixes[0].params["revision"] == "worktree"


async def test_without_a_change_nothing_is_rolled_back_on_a_host() -> None:
    decision = await decide(case(sig("traceback"), sig("unit-failed"), DOWN))
    assert "rollout-undo" not in [fix.action for fix in decision.fixes]


async def test_a_port_conflict_never_stops_the_victim() -> None:
    decision = await decide(case(sig("port-in-use"), sig("unit-failed"), DOWN))
    assert decision.cause == "host-port-conflict"
    assert all(not (fix.action == "stop" and fix.params["service"] == "intranet") for fix in decision.fixes)


async def test_a_fix_that_failed_is_not_tried_again_and_speaks_against_its_cause() -> None:
    pairs = HOST["disk-full"][1:]
    first = await decide(case(*pairs))
    again = await decide(case(*pairs, tried=[Tried("disk-full", "intranet", "free-disk")]))
    assert "free-disk" not in [fix.action for fix in again.fixes if again.cause == "disk-full"]
    assert again.confidence < first.confidence


async def test_the_users_choice_of_a_support_is_followed() -> None:
    of = case(*HOST["firewall-blocking"][1:], sig("latency-high"), sig("cpu-host-high", "host:local"))
    decision = await decide(of, "hawk", "flow", chosen="hawk")
    assert (decision.by, decision.cause) == ("forge", "cpu-saturation")
    assert "hawk" in decision.rationale
    assert decision.fixes


async def test_a_choice_without_a_suspicion_leaves_the_lead_its_own() -> None:
    decision = await decide(case(*HOST["firewall-blocking"][1:]), "hawk", "flow", chosen="flow")
    assert decision.cause == "firewall-blocking"
    assert decision.rationale.startswith("L'utilisateur a choisi flow")


async def test_a_suspicion_that_only_a_finding_holds_is_weighed_too() -> None:
    of = case(DOWN, sig("process-running"))
    told = Finding(
        "hawk", (Hypothesis(1, "memory-leak", "intranet", 0.8, "hawk", DOWN[0].evidence, "La mémoire monte."),)
    )
    decision = await PLAYBOOK.think(persona("forge"), Decide((told,)), of)
    assert decision.cause == "memory-leak"
    assert decision.fixes[0].action == "restart"


async def test_a_suspicion_that_cites_nothing_of_the_case_is_not() -> None:
    told = Finding("hawk", (Hypothesis(1, "memory-leak", "intranet", 0.9, "hawk", ("ev-unknown",)),))
    decision = await PLAYBOOK.think(persona("forge"), Decide((told,)), case(DOWN))
    assert decision.cause is None


async def test_a_support_of_the_same_mind_withdraws() -> None:
    of = case(*HOST["disk-full"][1:])
    answer = await review(of, "probe", await decide(of, "probe"))
    assert not answer.maintained
    assert answer.why == "Même cause que la décision : disk-full."


async def test_a_support_without_a_suspicion_withdraws() -> None:
    of = case(*HOST["firewall-blocking"][1:])
    answer = await review(of, "flow", await decide(of))
    assert not answer.maintained
    assert answer.why == "Aucune piste à opposer à la décision."


async def test_a_support_whose_suspicion_is_explained_withdraws() -> None:
    of = case(*HOST["disk-full"][1:], sig("errors-new"))
    decision = await decide(of)
    answer = await review(of, "flow", decision)
    assert not answer.maintained


async def test_a_weak_objection_is_withdrawn_with_both_figures() -> None:
    of = case(*HOST["firewall-blocking"][1:], sig("latency-high"), sig("cpu-host-high", "host:local"))
    answer = await review(of, "hawk", await decide(of))
    assert not answer.maintained
    assert "cpu-saturation" in answer.why
    assert "%" in answer.why


async def test_an_objection_with_its_own_proof_and_equal_weight_is_maintained() -> None:
    rivals = sig("certificate-expired"), sig("filter-drops", attributes=RULE)
    of = case(*rivals, DOWN)
    decision = await decide(of, "hawk")
    other = "vault" if decision.cause == "firewall-blocking" else "probe"
    answer = await review(of, other, decision)
    assert answer.maintained
    assert set(answer.evidence) - set(decision.evidence)
    assert "n'explique pas" in answer.why


async def test_an_objection_stands_where_the_decision_names_nothing() -> None:
    of = case(*HOST["disk-full"][1:])
    nothing = Decision("forge", None, "intranet", 0.0, "rien")
    assert (await review(of, "probe", nothing)).maintained


async def test_cluster_fixes_name_the_component_alone() -> None:
    of = kube(sig("oom-reason", "pod:shop/cart-5d8f7c9b6-x2x9k"))
    decision = await decide(of, "hawk", lead="helm")
    assert decision.fixes[0] == Fix(
        "set-resources", {"service": "cart"}, "permanent", "une limite au-dessus du pic mesuré"
    )


async def test_decisions_speak_both_languages() -> None:
    of = case(*HOST["firewall-blocking"][1:])
    english = PlaybookReasoner(KNOWLEDGE, "en")
    decision = await english.think(persona("forge"), Decide(()), of)
    assert "A packet filter" in decision.rationale
    assert "held at" in decision.rationale
    assert len(ROSTER.personas) == 7


async def test_a_host_is_offered_no_action_on_a_cluster() -> None:
    decision = await decide(case(*HOST["dns-client-misconfigured"][1:]))
    assert [fix.action for fix in decision.fixes] == ["set-resolver"]


async def test_a_rate_of_errors_that_was_is_history_once_the_alert_is_over() -> None:
    """
    While it goes on, and where the caller asks why it was, the errors count.
    """
    errors, well, over = sig("own-failures-high"), sig("service-healthy"), sig("alert-resolved")
    assert (await decide(case(errors, well))).cause == "app-bug"
    assert (await decide(case(errors, well, over))).cause == "already-recovered"
    assert (await decide(case(errors, well, over, resolved=NOW))).cause == "app-bug"


async def test_a_full_volume_is_its_writers_and_not_whoever_needs_that_one() -> None:
    """
    Of a service without paths nobody knows where it stands; the database is known to write there.
    """
    of = case(sig("filesystem-full", "mount:/var/lib/pg"), service="kiosk", title="kiosk is slow")
    kiosk = Service(domain="lxc", probe="http://127.0.0.1:8099/", needs=("ledger-db",))
    decision = await decide(replace(of, services={**SERVICES, "kiosk": kiosk}))
    assert (decision.cause, decision.component) == ("disk-full", "ledger-db")
