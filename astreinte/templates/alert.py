"""The alert rule that a violated target asks for: a Prometheus rule file."""

from collections.abc import Mapping

from astreinte.config import Targets
from astreinte.domain import Severity
from astreinte.domain.outcome import Outcome
from astreinte.memory.markdown import one_line

from .words import Words

LEVEL: Mapping[Severity | None, str] = {"CRITIQUE": "critical", "HAUTE": "critical"}


def alert_rule(words: Words, outcome: Outcome, targets: Targets, expr: str = "") -> str:
    """YAML with `groups: [{name, rules}]`, one rule per violated target; empty when none was.

    Args:
        words: the language of the annotations.
        outcome: whose `nfr_violated` is asked about.
        targets: detection waits a fifth of the MTTD target, the reminder half of the MTTR target.
        expr: the PromQL that is true while the service is down; the default asks blackbox probes and scrapes.
    """
    if not outcome.metrics.nfr_violated:
        return ""
    service = outcome.component.name if outcome.component else outcome.id
    return (
        words.render(
            "alert_rule",
            incident=outcome.id,
            service=service,
            violated=outcome.metrics.nfr_violated,
            severity=LEVEL.get(outcome.severity, "warning"),
            down=expr or _down(service),
            detect=max(15, round(targets.mttd.total_seconds() / 5)),
            repair=max(60, round(targets.mttr.total_seconds() / 2)),
            mttd=outcome.metrics.mttd,
            mttr=outcome.metrics.mttr,
            mttd_limit=targets.mttd.total_seconds(),
            mttr_limit=targets.mttr.total_seconds(),
        )
        + "\n"
    )


def _down(service: str) -> str:
    name = one_line(service).replace("\\", "\\\\").replace('"', '\\"')
    return f'probe_success{{service="{name}"}} == 0 or up{{job="{name}"}} == 0'
