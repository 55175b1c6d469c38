"""Hand-made cases: signals with a reading each, an inventory of three host services, a window."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from astreinte.agents import Case, Knowledge, Persona, PlaybookReasoner, Roster, Tried
from astreinte.config import Service, Settings
from astreinte.domain import Brief, Component, Declaration, Domain, Item, Query, Reading, Signal, Variant, Window

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
KNOWLEDGE = Knowledge.load()
ROSTER = Roster.from_settings(Settings())
PLAYBOOK = PlaybookReasoner(KNOWLEDGE, "fr")
SERVICES: Mapping[str, Service] = {
    "intranet": Service(
        domain="lxc",
        probe="http://127.0.0.1:8080/",
        manager="supervisor",
        unit="intranet",
        port=8080,
        paths=("/srv/intranet",),
        repo="/etc/intranet",
        needs=("ledger-db",),
        safe_to_free=("/srv/intranet/log/*.log",),
    ),
    "ledger-db": Service(domain="lxc", manager="systemd", unit="postgres.service", port=5432, paths=("/var/lib/pg",)),
    "archive": Service(domain="data", probe="tcp://127.0.0.1:9000", manager="systemd", unit="archive", port=9000),
}

TOOLS: Mapping[str, tuple[str, Item]] = {
    "filter-drops": ("iptables", "resources"),
    "filesystem-full": ("df", "resources"),
    "config-changed": ("git", "changes"),
    "errors-after-change": ("git", "changes"),
    "latency-high": ("prometheus", "metrics"),
    "cpu-host-high": ("proc", "metrics"),
    "cpu-component-high": ("prometheus", "metrics"),
    "kernel-oom-global": ("dmesg", "events"),
    "service-unhealthy": ("http", "resources"),
    "service-healthy": ("http", "resources"),
}


def persona(tag: str) -> Persona:
    found = ROSTER.get(tag)
    assert found is not None
    return found


def reading(signal: str, text: str = "", minutes: float = 1) -> Reading:
    """The reading behind a signal, by the tool that usually shows it."""
    tool, item = TOOLS.get(signal, ("journalctl", "logs"))
    return Reading(Query(tool, (signal, text), item=item), NOW - timedelta(minutes=minutes), "ok", text or signal)


def sig(signal: str, entity: str = "service:intranet", *, minutes: float = 1, **more: Any) -> tuple[Signal, Reading]:
    """A signal and the reading that shows it; `minutes` before the end of the window."""
    source = reading(signal, entity + str(more), minutes)
    return Signal(signal, entity, (source.id,), at=source.at, **more), source


def case(
    *pairs: tuple[Signal, Reading],
    service: str = "intranet",
    runs_on: Domain = "lxc",
    variant: Variant = "infra",
    tried: Iterable[Tried] = (),
    triaged: bool = True,
    title: str = "intranet ne répond plus",
    **more: Any,
) -> Case:
    declaration = Declaration(title, NOW - timedelta(minutes=5), service=service, **more)
    brief = Brief("INC-20260302-01", declaration, "HAUTE", variant, Component(runs_on, service), "impact")
    return Case(
        declaration=declaration,
        readings=tuple(source for _, source in pairs),
        signals=tuple(signal for signal, _ in pairs),
        window=Window(NOW - timedelta(minutes=30), NOW),
        now=NOW,
        brief=brief if triaged else None,
        services=SERVICES,
        tried=tuple(tried),
    )


def kube(*pairs: tuple[Signal, Reading], service: str = "cart") -> Case:
    """The same without an inventory: a cluster."""
    return replace(case(*pairs, service=service, runs_on="k3s", title=f"{service} is unavailable"), services={})


DOWN = sig("service-unhealthy", detail="connection refused")
RULE = {"rule": "-A INPUT -p tcp -m tcp --dport 8080 -j DROP", "port": "8080"}
COMMIT = {"repo": "/etc/intranet", "revision": "4f2a91c0d3", "own": "true", "path": "/etc/intranet/app.ini"}

HOST = {
    "config-invalid": (
        "forge",
        sig("config-unreadable", detail="invalid value for 'workers'"),
        sig("unit-failed"),
        sig("config-changed", minutes=20, attributes=COMMIT),
        DOWN,
    ),
    "missing-env-var": ("forge", sig("setting-missing"), sig("unit-failed"), DOWN),
    "disk-full": (
        "forge",
        sig("filesystem-full", "mount:/srv", attributes={"holds": "intranet"}),
        sig("no-space"),
        sig("unit-failed"),
        DOWN,
    ),
    "firewall-blocking": ("forge", sig("filter-drops", attributes=RULE), sig("process-running"), DOWN),
    "dns-client-misconfigured": (
        "forge",
        sig("client-resolver-differs"),
        sig("resolver-silent", peer="ldap.example.org"),
        DOWN,
    ),
    "host-oom": ("forge", sig("kernel-oom-global", "host:local"), sig("unit-failed"), DOWN),
    "host-port-conflict": ("forge", sig("port-in-use"), sig("unit-failed"), DOWN),
    "service-unit-failed": ("forge", sig("stopped-by-hand"), DOWN),
    "cert-expired": ("vault", sig("certificate-expired"), DOWN),
    "ssh-brute-force": ("vault", sig("login-failures", "host:local", count=240)),
    "account-compromised": ("vault", sig("login-failures", "host:local"), sig("login-after-failures", "host:local")),
    "secret-exposed": ("vault", sig("secret-found", "account:deploy")),
    "backup-corrupted": ("phoenix", sig("backup-damaged", "backup:nightly"), sig("backup-error", "backup:nightly")),
    "backup-missing": ("phoenix", sig("backup-stale", "backup:nightly")),
    "data-corruption": ("phoenix", sig("data-damaged", "service:archive")),
    "false-alert": ("hawk", sig("alert-contradicted", "alert:IntranetDown"), sig("service-healthy")),
    "log-pipeline-broken": ("hawk", sig("logs-not-arriving", "service:intranet")),
    "cpu-saturation": ("hawk", sig("cpu-host-high", "host:local"), sig("latency-high")),
    "deploy-regression": ("flow", sig("errors-after-change"), sig("errors-new"), sig("http-errors")),
}
CLUSTER = {
    "oom-killed": (
        sig("oom-reason", "pod:shop/cart-5d8f7c9b6-x2x9k"),
        sig("restarting", "pod:shop/cart-5d8f7c9b6-x2x9k"),
    ),
    "node-selector-mismatch": tuple(
        sig(each, "pod:shop/cart-5d8f7c9b6-x2x9k")
        for each in ("pod-pending", "sched-affinity", "node-selector-set", "selector-unmatched")
    ),
    "service-selector-mismatch": (
        sig("endpoints-none", "service:shop/cart"),
        sig("selector-differs", "service:shop/cart"),
    ),
    "namespace-cpu-quota-exceeded": (
        sig("quota-cpu-refused", "replicaset:shop/cart-5d8f7c9b6"),
        sig("pod-not-created", "deployment:shop/cart"),
    ),
    "kubelet-unavailable": (
        sig("node-silent", "node:n2"),
        sig("kubelet-port-refused", "pod:shop/cart-5d8f7c9b6-x2x9k"),
    ),
    "missing-secret": (sig("secret-absent", "pod:shop/cart-5d8f7c9b6-x2x9k"),),
    "networkpolicy-blocking": (
        sig("policy-selects", "pod:shop/cart-5d8f7c9b6-x2x9k"),
        sig("connect-timeout", "deployment:shop/cart"),
    ),
}
