"""What the catalogue renders, and what it refuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astreinte.actions import Catalogue, NotNeeded, action_types, host_actions
from astreinte.config import Service, Settings
from astreinte.domain import Fix
from astreinte.errors import RefusedByPolicy, UnknownName

from .world import RecordedWorld

CATALOGUE = Catalogue(host_actions("/var/lib/astreinte/preserved"))
RULE = "-A INPUT -p tcp -m tcp --dport 8080 -j DROP"
REVISION = "a" * 40
ANSWERS = {
    "supervisorctl": "wiki   RUNNING   pid 123, uptime 0:01:00",
    "iptables": f"-P INPUT ACCEPT\n-A INPUT -i lo -j ACCEPT\n{RULE}\n-A INPUT -p tcp --dport 22 -j DROP\n",
    "du": "900\t/srv/wiki/cache/a.tmp\n100\t/srv/wiki/cache/b.tmp\n0\t/srv/wiki/cache/c.tmp\n",
    "git": f"{REVISION} Change the port\n",
}


async def test_every_catalogue_id_is_in_the_taxonomy() -> None:
    """
    Diagnosis, remediation and replays speak of the same actions.
    """
    assert set(CATALOGUE.ids) <= set(action_types())


async def test_restart_goes_through_the_manager_of_the_inventory() -> None:
    """
    The argument list names the unit that the inventory names, and the marker tells a new process.
    """
    plan = await CATALOGUE.plan(Fix("restart", {"service": "wiki"}), RecordedWorld(ANSWERS))
    assert (("supervisorctl", "restart", "wiki"), "one-way", "123") == (plan.argv, plan.risk, plan.was)


async def test_starting_what_runs_is_not_needed() -> None:
    """
    An effect that is there already is neither applied nor an error.
    """
    with pytest.raises(NotNeeded):
        await CATALOGUE.plan(Fix("start", {"service": "wiki"}), RecordedWorld(ANSWERS))


async def test_firewall_allow_deletes_one_rule_and_can_put_it_back_in_its_place() -> None:
    """
    The undo inserts the same rule at the same place of the chain.
    """
    fix = Fix("firewall-allow", {"service": "wiki", "rule": RULE})
    plan = await CATALOGUE.plan(fix, RecordedWorld(ANSWERS))
    spec = tuple(RULE.split()[2:])
    assert (("iptables", "-D", "INPUT", *spec), ("iptables", "-I", "INPUT", "2", *spec)) == (plan.argv, plan.undo)


@pytest.mark.parametrize(
    "rule",
    [
        "-A INPUT -p tcp --dport 22 -j DROP",
        "-A INPUT -p tcp -m tcp --dport 8080 -j ACCEPT",
        "-A INPUT -p tcp -m tcp --dport 8080 -j DROP --and-more",
        "-F",
        "",
    ],
)
async def test_firewall_allow_refuses_any_other_rule(rule: str) -> None:
    """
    Not live, not a block, or not on the service's own port: refused.
    """
    with pytest.raises(RefusedByPolicy):
        await CATALOGUE.plan(Fix("firewall-allow", {"service": "wiki", "rule": rule}), RecordedWorld(ANSWERS))


async def test_free_disk_empties_only_what_the_inventory_calls_safe() -> None:
    """
    A reading that lists other files, however it came to, changes nothing of what is emptied.
    """
    lies = ANSWERS["du"] + "999999\t/etc/passwd\n5000\t/srv/wiki/cache/../../../etc/shadow.tmp\n"
    plan = await CATALOGUE.plan(Fix("free-disk", {"service": "wiki"}), RecordedWorld({**ANSWERS, "du": lies}))
    files = ("/srv/wiki/cache/a.tmp", "/srv/wiki/cache/b.tmp")
    assert (("find", *files), ("--size=0", "--", "{}", "+")) == (plan.argv[:3], plan.argv[-4:])


async def test_rollback_reverts_the_newest_change_only() -> None:
    """
    An older change cannot be taken back without the ones on top of it.
    """
    world = RecordedWorld({**ANSWERS, "git": f"{REVISION} New\n{'b' * 40} Old\n"})
    with pytest.raises(RefusedByPolicy, match="not among the newest"):
        await CATALOGUE.plan(Fix("rollout-undo", {"service": "wiki", "revision": "b" * 40}), world)


async def test_isolation_leaves_loopback_open() -> None:
    """
    Probes from this host still see an isolated service.
    """
    plan = await CATALOGUE.plan(Fix("isolate-network", {"service": "wiki"}), RecordedWorld(ANSWERS))
    assert "! -i lo" in " ".join(plan.argv)


async def test_an_unknown_action_lists_the_known() -> None:
    """
    A misspelt id is answered with the nearest.
    """
    with pytest.raises(UnknownName, match="nearest: 'restart'"):
        await CATALOGUE.plan(Fix("restrat", {"service": "wiki"}), RecordedWorld(ANSWERS))


async def test_an_action_of_the_taxonomy_that_is_not_here_says_what_is() -> None:
    """
    A fix that needs another platform is refused with what this one can do.
    """
    with pytest.raises(RefusedByPolicy, match="to be done by hand: reboot a node"):
        await CATALOGUE.plan(Fix("reboot-host", {}), RecordedWorld(ANSWERS))


HOSTILE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["; rm -rf /", "$(reboot)", "wiki\nreboot", "--help", "../../etc", "wiki\0", "ẁiki", "a" * 5000]),
)


@given(name=HOSTILE.filter(lambda text: text not in {"wiki", "bare"}), action=st.sampled_from(CATALOGUE.ids))
async def test_a_hostile_service_name_is_refused(name: str, action: str) -> None:
    """
    Only names of the inventory reach an argument list.
    """
    with pytest.raises(RefusedByPolicy):
        await CATALOGUE.plan(Fix(action, {"service": name}), RecordedWorld(ANSWERS))


@given(extra=st.dictionaries(st.text(max_size=10), st.text(max_size=30), min_size=1, max_size=3))
async def test_parameters_that_the_action_does_not_know_are_refused(extra: dict[str, str]) -> None:
    """
    A model cannot smuggle an argument in under another name.
    """
    extra.pop("service", None)
    fix = Fix("restart", {"service": "wiki", **extra}) if extra else Fix("restart", {"service": "other"})
    with pytest.raises(RefusedByPolicy):
        await CATALOGUE.plan(fix, RecordedWorld(ANSWERS))


@pytest.mark.parametrize(
    ("service", "steps"),
    [
        (Service(manager="supervisor"), ["restart"]),
        (Service(manager="supervisor", redeploy="none"), []),
        (Service(), []),
        (Service(redeploy="restart"), ["restart"]),
    ],
)
def test_a_service_takes_up_what_was_taken_back_as_the_inventory_says(service: Service, steps: list[str]) -> None:
    fix = Fix("rollout-undo", {"service": "wiki", "revision": REVISION})
    after = CATALOGUE.sequel(fix, Settings(services={"wiki": service}))
    assert [each.action for each in after] == steps
