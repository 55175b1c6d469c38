"""Bans and rules of packet filters: whom they blame, and whom not."""

from datetime import UTC, datetime

from astreinte.domain import Query, Reading
from astreinte.evidence import Context, extract
from astreinte.evidence.nft import parse_ruleset

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

SAVED = "-P INPUT ACCEPT\n-P FORWARD ACCEPT\n{}"
RULE = "-A INPUT -p tcp -m tcp --dport 8080 -j DROP"
OWN = "-A INPUT ! -i lo -p tcp -m tcp --dport 8080 -m comment --comment astreinte -j REJECT"
MIRROR = """table ip filter {
	chain INPUT {
		type filter hook input priority filter; policy accept;
		iifname != "lo" tcp dport 8080  counter packets 3 bytes 180 reject
		tcp dport 8080 counter packets 7 bytes 420 drop
	}
}
"""
NATIVE = """table inet fw {
	set banned { type ipv4_addr; elements = { 192.0.2.1 } }
	chain input {
		type filter hook input priority filter; policy accept;
		tcp dport 8080 counter packets 7 bytes 420 drop
		tcp dport { 25, 110-120 } reject
		tcp dport 8080 drop comment "astreinte"
	}
}
"""


def reading(tool: str, args: str, text: str) -> Reading:
    return Reading(Query(tool, tuple(args.split())), NOW, "ok", text)


def test_a_rule_that_iptables_and_nft_both_list_is_one_and_verbatim(context: Context) -> None:
    found = extract([reading("iptables", "-S", SAVED.format(RULE)), reading("nft", "list ruleset", MIRROR)], context)
    assert [(s.id, s.attributes["rule"], s.attributes["tool"]) for s in found] == [("filter-drops", RULE, "iptables")]


def test_our_own_containment_is_never_blamed(context: Context) -> None:
    counted = (
        "Chain INPUT (policy ACCEPT)\n pkts bytes target prot opt in out source destination\n"
        "    9   540 REJECT  6  --  !lo  *  0.0.0.0/0  0.0.0.0/0   tcp dpt:8080 /* astreinte */ reject-with x"
    )
    readings = [reading("iptables", "-S", SAVED.format(OWN)), reading("nft", "list ruleset", MIRROR)]
    assert extract(readings, context) == ()
    assert extract([reading("iptables", "-vnL INPUT", counted)], context) == ()


def test_what_nft_alone_knows_is_blamed_with_its_place(context: Context) -> None:
    readings = [reading("iptables", "-S", SAVED.format("")), reading("nft", "list ruleset", NATIVE)]
    signal, other = extract(readings, context)
    assert (signal.peer, other.peer) == ("", "mail.example.org:25")
    facts = {key: signal.attributes[key] for key in ("rule", "table", "chain", "tool")}
    assert facts == {"rule": "tcp dport 8080 counter drop", "table": "inet fw", "chain": "input", "tool": "nft"}


def test_a_rule_set_is_read_rule_by_rule() -> None:
    first, second, third = parse_ruleset(NATIVE)
    assert (first.packets, first.fits(8080), first.refuses) == (7, True, True)
    assert (second.ports, second.fits(115), second.fits(26)) == (((25, 25), (110, 120)), True, False)
    assert third.comment == "astreinte"


def test_only_an_address_of_the_inventory_is_banned_wrongly(context: Context) -> None:
    banned = "[{'sshd': ['203.0.113.9']}, {'postgres': ['10.0.0.5', '203.0.113.9']}]"
    (signal,) = extract([reading("fail2ban-client", "banned", banned)], context)
    assert (signal.id, dict(signal.attributes)) == ("address-banned", {"jail": "postgres", "address": "10.0.0.5"})
    status = "`- Actions\n   `- Banned IP list:\t10.0.0.5 203.0.113.9\n"
    (signal,) = extract([reading("fail2ban-client", "status db", status)], context)
    assert signal.attributes["jail"] == "db"


def test_a_connection_without_an_answer_is_a_silence_of_its_own(context: Context) -> None:
    probe = reading("http", "http://127.0.0.1:8080/health", "connected, then timed out after 5 s without an answer")
    assert {s.id for s in extract([probe], context)} == {"service-unhealthy", "answer-timeout"}
    late = reading("http", "http://127.0.0.1:8080/health", "timed out after 5 s")
    assert {s.id for s in extract([late], context)} == {"service-unhealthy", "connect-timeout"}


def test_loopback_belongs_to_nobody(context: Context) -> None:
    """The probe asks 127.0.0.1; a ban of it is no ban of a service."""
    assert extract([reading("fail2ban-client", "banned", "[{'sshd': ['127.0.0.1']}]")], context) == ()
