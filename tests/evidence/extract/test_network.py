"""Firewalls and name resolution."""

import pytest

from tests.evidence.extract.asked import RULE, TABLE, Found, reading


@pytest.mark.parametrize(
    ("rules", "hit"),
    [
        ([RULE], RULE),
        (["-A INPUT -p tcp -m multiport --dports 80,8000:8090 -j REJECT --reject-with tcp-reset"], None),
        (["-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT", RULE], RULE),
        (["-P INPUT DROP"], "-P INPUT DROP"),
        (["-A OUTPUT -d 10.0.0.5/32 -p tcp -m tcp --dport 5432 -j DROP"], None),
    ],
)
def test_a_rule_that_drops_the_service_is_given_as_printed(found: Found, rules: list[str], hit: str | None) -> None:
    signal = found(reading("iptables", "-S", "\n".join(["-P OUTPUT ACCEPT", *rules])))["filter-drops"]
    assert (hit or rules[-1]) == signal.attributes["rule"]


@pytest.mark.parametrize(
    "rules",
    [
        ["-A INPUT -p tcp -m tcp --dport 9090 -j DROP"],
        ["-A INPUT -p udp -m udp --dport 8080 -j DROP"],
        ["-A INPUT -p tcp -m tcp --dport 8080 -j ACCEPT", RULE],
        ["-A INPUT -i lo -j ACCEPT", "-P FORWARD ACCEPT"],
        ["-A INPUT -m conntrack --ctstate INVALID -j DROP"],
    ],
)
def test_a_rule_that_does_not_fit_the_flow_is_none(found: Found, rules: list[str]) -> None:
    assert found(reading("iptables", "-S", "\n".join(rules))) == {}


def test_the_counter_of_a_rule_is_its_weight(found: Found) -> None:
    counted = reading("iptables", "-vnL INPUT", TABLE + "   12  720 DROP tcp -- * * 0.0.0.0/0 0.0.0.0/0 tcp dpt:8080")
    signal = found(reading("iptables", "-S", RULE), counted)["filter-drops"]
    assert (signal.value, len(signal.evidence)) == (12.0, 2)


def test_a_rule_that_nothing_met_drops_nothing(found: Found) -> None:
    counted = reading("iptables", "-vnL INPUT", TABLE + "    0    0 DROP tcp -- * * 0.0.0.0/0 0.0.0.0/0 tcp dpt:8080")
    assert found(reading("iptables", "-S", RULE), counted) == {}


def test_counters_alone_give_the_rule(found: Found) -> None:
    counted = reading("iptables", "-vnL INPUT", TABLE + "   12  720 DROP 6 -- * * 0.0.0.0/0 0.0.0.0/0 tcp dpt:8080")
    assert found(counted)["filter-drops"].attributes["rule"] == RULE


def test_nftables_drop_too(found: Found) -> None:
    text = "table inet filter {\n\tchain input {\n\t\ttcp dport 8080 counter packets 3 bytes 180 drop\n\t}\n}"
    signal = found(reading("nft", "list ruleset", text))["filter-drops"]
    assert (signal.attributes["table"], signal.attributes["chain"]) == ("inet filter", "input")


def test_the_resolver_is_looked_at(found: Found) -> None:
    assert "resolver-none" in found(reading("config", "/etc/resolv.conf", "# x\nsearch lan"))
    assert "client-resolver-differs" in found(reading("config", "/etc/resolv.conf", "nameserver 127.0.0.9"))
    assert found(reading("config", "/etc/resolv.conf", "nameserver 127.0.0.53\nnameserver 9.9.9.9")) == {}


def test_a_pinned_name_is_seen(found: Found) -> None:
    assert (
        found(reading("config", "/etc/hosts", "10.9.9.9 mail.example.org"))["hosts-override"].attributes["address"]
        == "10.9.9.9"
    )
