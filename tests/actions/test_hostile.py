"""Whatever the parameters hold, only what the inventory or a fresh reading proves reaches an argument list."""

import shlex

from hypothesis import given
from hypothesis import strategies as st

from astreinte.actions import Catalogue, host_actions
from astreinte.config import Settings
from astreinte.domain import Fix
from astreinte.errors import RefusedByPolicy

from .test_nftables import LISTED, STATUS
from .world import SERVICES, RecordedWorld

CATALOGUE = Catalogue(host_actions("/var/lib/astreinte/preserved"))
REVISION = "a" * 40
RULE = "-A INPUT -p tcp -m tcp --dport 8080 -j DROP"
ANSWERS = {
    "supervisorctl": "wiki   RUNNING   pid 123, uptime 0:01:00",
    "iptables": f"-P INPUT ACCEPT\n{RULE}\n-A INPUT -p tcp --dport 22 -j DROP\n",
    "nft": LISTED,
    "du": "900\t/srv/wiki/cache/a.tmp\n",
    "git -C /srv/wiki/conf log -n 5 --oneline --no-abbrev-commit": f"{REVISION} Change the port\n",
    "git": "",
    "fail2ban-client": STATUS,
    "config /etc/resolv.conf": "# /etc/resolv.conf: modified\nnameserver 127.0.0.99\n",
    "config /etc/hosts": "# /etc/hosts: modified\n127.0.0.1 localhost\n",
    "config /srv/good.conf": "# /srv/good.conf: modified\nnameserver 192.0.2.53\n",
    "config /srv/hosts": "# /srv/hosts: modified\n192.0.2.7 db\n",
}
SETTINGS = Settings(services=SERVICES, sources={"host": {"resolver": "/srv/good.conf", "hosts": "/srv/hosts"}})
KNOWN = [
    *(
        "wiki",
        "bare",
        RULE,
        "tcp dport 8080 counter drop",
        "inet fw",
        "input",
        REVISION,
        "worktree",
        "postgres",
        "192.0.2.7",
    ),
    *("resolver", "hosts", "203.0.113.9", "tcp dport 22 drop", "-A INPUT -p tcp --dport 22 -j DROP"),
]
VILE = [
    *(
        "; rm -rf /",
        "$(reboot)",
        "wiki\nreboot",
        "--help",
        "-f",
        "../../etc",
        "wiki\0",
        "ẁiki",
        "a" * 5000,
        "",
        " ",
        "|",
    ),
    *(RULE + " -j ACCEPT", RULE + "\n-F", "-F INPUT", "input; flush ruleset", "HEAD", "--all", "192.0.2.7 203.0.113.9"),
]
VALUE = st.one_of(st.sampled_from(KNOWN), st.sampled_from(VILE), st.text(max_size=40))
NAMES = ["service", "rule", "table", "chain", "revision", "jail", "address", "file", "argv", "path"]
PARAMS = st.dictionaries(st.sampled_from(NAMES), VALUE, max_size=5)
WORDS = {
    *(
        "supervisorctl",
        "restart",
        "start",
        "stop",
        "wiki",
        "iptables",
        "-D",
        "-I",
        "INPUT",
        "1",
        "2",
        "3",
        "-p",
        "tcp",
        "-m",
    ),
    *(
        "--dport",
        "8080",
        "-j",
        "DROP",
        "REJECT",
        "!",
        "-i",
        "lo",
        "comment",
        "--comment",
        "astreinte",
        "nft",
        "delete",
        "rule",
    ),
    *(
        "insert",
        "add",
        "inet",
        "fw",
        "input",
        "handle",
        "4",
        "5",
        "dport",
        "counter",
        "drop",
        "git",
        "-C",
        "/srv/wiki/conf",
    ),
    *("revert", "--no-edit", REVISION, "HEAD", "stash", "push", "pop", "--message", "find", "/srv/wiki/cache/a.tmp"),
    *("-ignore_readdir_race", "-maxdepth", "0", "-type", "f", "-links", "-exec", "truncate", "--no-create", "--size=0"),
    *("--", "{}", "+", "cp", "mv", "rm", "--force", "--archive", "--parents", "--no-clobber", "--target-directory"),
    *("/var/lib/astreinte/preserved", "srv/wiki/app.log", "srv/wiki/conf/wiki.ini", "env", "--chdir=/"),
    *("/var/lib/astreinte/preserved/srv/wiki/app.log", "/var/lib/astreinte/preserved/srv/wiki/conf/wiki.ini"),
    *("fail2ban-client", "set", "postgres", "unbanip", "banip", "192.0.2.7", "--backup=simple", "--suffix=.astreinte"),
    *("--preserve=mode", "/srv/good.conf", "/srv/hosts", "/etc/resolv.conf", "/etc/hosts"),
    *("/etc/resolv.conf.astreinte", "/etc/hosts.astreinte"),
}
"""Every word that an argument list can hold in this world."""


@given(action=st.sampled_from(CATALOGUE.ids), params=PARAMS)
async def test_parameters_choose_among_what_is_proven_and_add_nothing(action: str, params: dict[str, str]) -> None:
    try:
        plan = await CATALOGUE.plan(Fix(action, params), RecordedWorld(ANSWERS, SETTINGS))
    except RefusedByPolicy:
        return
    assert params["service"] == "wiki"
    assert set() == {*plan.argv, *(plan.undo or ())} - WORDS
    assert plan.target == "wiki"


@given(text=st.text(max_size=300), action=st.sampled_from(CATALOGUE.ids))
async def test_hostile_readings_add_nothing_either(text: str, action: str) -> None:
    """What a command printed is text that others wrote."""
    params = {
        "firewall-allow": {"rule": RULE},
        "rollout-undo": {"revision": REVISION},
        "unban-address": {"jail": "postgres", "address": "192.0.2.7"},
    }
    world = RecordedWorld(
        dict.fromkeys(("supervisorctl", "iptables", "nft", "du", "git", "fail2ban-client", "config"), text), SETTINGS
    )
    try:
        plan = await CATALOGUE.plan(Fix(action, {"service": "wiki", **params.get(action, {})}), world)
    except RefusedByPolicy:
        return
    assert set() == {*plan.argv, *(plan.undo or ())} - WORDS


@given(lines=st.lists(st.tuples(st.integers(0, 10**9), VALUE), max_size=8))
async def test_no_listing_frees_a_file_outside_the_inventory(lines: list[tuple[int, str]]) -> None:
    listed = "\n".join(f"{size}\t/srv/wiki/cache/{name}.tmp\n{size}\t{name}" for size, name in lines)
    try:
        plan = await CATALOGUE.plan(Fix("free-disk", {"service": "wiki"}), RecordedWorld({"du": listed}, SETTINGS))
    except RefusedByPolicy:
        return
    files = plan.argv[1 : plan.argv.index("-ignore_readdir_race")]
    assert all(path.startswith("/srv/wiki/cache/") and path.count("/") == 4 and path.endswith(".tmp") for path in files)
    assert all("\n" not in path and ".." not in path.split("/") for path in files)


@given(rule=VALUE)
async def test_a_rule_that_reaches_iptables_is_one_of_the_live_ones(rule: str) -> None:
    try:
        plan = await CATALOGUE.plan(
            Fix("firewall-allow", {"service": "wiki", "rule": rule}), RecordedWorld(ANSWERS, SETTINGS)
        )
    except RefusedByPolicy:
        return
    assert shlex.split(RULE)[1:] == list(plan.argv[2:])
