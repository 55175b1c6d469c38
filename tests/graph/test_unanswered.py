"""How a probe fails says what may have caused it; a busy machine beside it explains a slow answer and nothing else."""

import pytest

from astreinte.config import Service
from astreinte.evidence import Recording

from .test_changes import BUSY
from .world import line, settings, world

HERE, NAMED, ELSEWHERE = "http://127.0.0.1:8081/", "http://wiki.lan/", "http://10.9.8.7:8081/"
SOCKETS = "State Recv-Q Send-Q Local Address:Port Peer Address:Port\nLISTEN 0 9 0.0.0.0:22 0.0.0.0:*\n"
LOST = """PING 10.9.8.7 (10.9.8.7) 56(84) bytes of data.

--- 10.9.8.7 ping statistics ---
2 packets transmitted, 0 received, 100% packet loss, time 1031ms
"""


def probe(url: str, said: str) -> Recording:
    return line("http", url, said)


FAILURES = (
    ("refused", HERE, (probe(HERE, "connection refused"), line("ss", "-ltnp", SOCKETS)), "port-not-listening", "wiki"),
    ("error at once", HERE, (probe(HERE, "HTTP 500 in 12 ms\noops"),), None, "wiki"),
    ("error after a while", HERE, (probe(HERE, "HTTP 504 in 4200 ms\n"),), "cpu-saturation", "wiki"),
    (
        "silence",
        HERE,
        (probe(HERE, "connected, then timed out after 5 s without an answer"),),
        "cpu-saturation",
        "wiki",
    ),
    ("no name", NAMED, (probe(NAMED, "name or service not known"),), "hostname-unresolvable", "wiki"),
    (
        "no machine",
        ELSEWHERE,
        (probe(ELSEWHERE, "timed out after 5 s"), line("ping", "-c 2 -W 2 10.9.8.7", LOST)),
        "host-down",
        "10.9.8.7",
    ),
    (
        "a machine that answers no ping",
        ELSEWHERE,
        (probe(ELSEWHERE, "HTTP 500 in 12 ms\noops"), line("ping", "-c 2 -W 2 10.9.8.7", LOST)),
        None,
        "wiki",
    ),
)


@pytest.mark.parametrize(
    ("url", "seen", "cause", "component"), [each[1:] for each in FAILURES], ids=[each[0] for each in FAILURES]
)
async def test_on_a_busy_machine_a_probe_fails(
    url: str, seen: tuple[Recording, ...], cause: str | None, component: str
) -> None:
    """
    Somebody else compiles on the machine; the service is called slow, as people say of anything that does not work.
    """
    own = settings(services={"wiki": Service(probe=url)}, policy="observe", language="en")
    outcome = await world((*seen, *BUSY), settings=own).run(severity="HAUTE", title="The wiki is slow")

    assert outcome.decision is not None
    assert (cause, component) == (outcome.decision.cause, outcome.decision.component)
