# ruff: noqa: E501 - what tools print is as wide as it is
"""What looks like one of these faults and is none: the signal that would prove it must not be there."""

from datetime import timedelta

import pytest

from astreinte.domain import Window
from astreinte.evidence import Context, extract
from tests.clusters.model import Event, Town
from tests.clusters.render_rest import recordings
from tests.clusters.straight import read
from tests.further.scene import Answers, answered, loud
from tests.further.test_home import SERVICES
from tests.further.towns import nightly, relay
from tests.unseen.played import AT, told

POLICY = """apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: egress, namespace: relay}
spec:
  podSelector: {matchLabels: {app: packer}}
  policyTypes: [Egress]
  egress:
  - ports: [{port: PORT, protocol: UDP}]
"""
SILENT = "{t} ERROR packer::print: dns error: failed to lookup address information: Temporary failure in name resolution (http://labels:4000)"


def signals(town: Town, answers: Answers) -> set[str]:
    readings = read([*recordings(town), *(answered(town, *each) for each in answers.items())])
    window = Window(town.at - timedelta(minutes=30), town.at)
    return {each.id for each in extract(readings, Context(service="", services={}, window=window, now=town.at))}


@pytest.mark.parametrize(("port", "denies"), [("53", False), ("5353", True)])
def test_a_policy_that_lets_questions_of_names_out_denies_none(port: str, denies: bool) -> None:
    town = relay()
    loud(town, "packer", SILENT)
    text = POLICY.replace("PORT", port)

    found = signals(town, {"kubectl get networkpolicies -n relay -o yaml": text})

    assert denies == ("policy-denies" in found)


def matrix(town: Town, *values: float) -> Answers:
    pod = town.apps["reports"].pods[0]
    points = ",".join(f'[{1804588200 - 300 * (len(values) - i)},"{v * 1048576}"]' for i, v in enumerate(values))
    text = f'{{"status":"success","data":{{"resultType":"matrix","result":[{{"metric":{{"pod":"{pod}"}},"values":[{points}]}}]}}}}'
    return {'prometheus container_memory_working_set_bytes{namespace="nightly"}': text}


@pytest.mark.parametrize(
    ("values", "grows"),
    [
        ((300, 350, 400, 450, 500, 550, 600, 650, 700, 750), True),
        ((300, 380, 460, 540, 600, 610, 612, 613, 613, 613), False),
        ((300, 310, 295, 305, 300, 290, 310, 300, 305, 301), False),
        ((700, 650, 600, 550, 500, 450, 400, 380, 350, 320), False),
    ],
)
def test_memory_that_levels_off_is_no_leak(values: tuple[float, ...], grows: bool) -> None:
    town = nightly()

    assert grows == ("memory-growing" in signals(town, matrix(town, *values)))


@pytest.mark.parametrize(("lag", "behind"), [("12", False), ("43754", True)])
def test_a_consumer_that_is_a_few_messages_behind_is_well(lag: str, behind: bool) -> None:
    table = f"GROUP   TOPIC   PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG     CONSUMER-ID\npacker  orders  3          88123           131877          {lag}   rdkafka-1\n"

    found = signals(
        relay(), {"kubectl exec bus-0 -n relay -- kafka-consumer-groups.sh --describe --group packer": table}
    )

    assert behind == ("queue-growing" in found)


@pytest.mark.parametrize(("age", "late"), [("21s", False), ("14m", True)])
def test_a_pod_that_has_just_been_told_to_end_is_not_late(age: str, late: bool) -> None:
    town = relay()
    app = town.apps["packer"]
    app.status, app.phase = "Terminating", f"Terminating (lasts {age})"
    app.events = [Event("Killing", "Stopping container main", age, "Normal")]
    text = "".join(f"{pod}   1/1     Terminating   0          21d\n" for pod in app.pods)
    answers = {"kubectl get pods -n relay": "NAME                      READY   STATUS        RESTARTS   AGE\n" + text}

    assert late == ("ending-late" in signals(town, answers))


@pytest.mark.parametrize(("nodes", "taints"), [("1", True), ("4", False)])
def test_the_control_plane_repels_only_where_it_is_all_there_is(nodes: str, taints: bool) -> None:
    town = relay()
    app = town.apps["labels"]
    app.status, app.phase, app.placed, app.ready = "Pending", "Pending", False, False
    rest = "" if nodes == "1" else ", 3 Insufficient cpu"
    message = f"0/{nodes} nodes are available: 1 node(s) had untolerated taint {{node-role.kubernetes.io/control-plane: }}{rest}."
    app.events = [Event("FailedScheduling", message, "20s", source="default-scheduler")]

    assert taints == ("sched-taint" in signals(town, {}))


@pytest.mark.parametrize(("accepted", "drops"), [("22, 1883", False), ("22, 8123", True), ("1000-2000", False)])
def test_a_filter_that_accepts_the_port_drops_nothing(accepted: str, drops: bool) -> None:
    rules = [
        "table inet filter {",
        "\tchain input {",
        "\t\ttype filter hook input priority filter; policy drop;",
        f"\t\ttcp dport {{ {accepted} }} accept",
        "\t}",
        "}",
    ]
    readings = read([told("tcp 10.9.0.41:1883", "timed out after 5000 ms"), told("nft list ruleset", *rules)])
    window = Window(AT - timedelta(minutes=30), AT)

    found = {each.id for each in extract(readings, Context(service="hass", services=SERVICES, window=window, now=AT))}

    assert drops == ("filter-drops" in found)
