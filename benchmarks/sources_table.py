"""The table of docs/sources.md that says which test reads each source for real, and which one reads it recorded.

python -m benchmarks.sources_table [--write]
"""

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "sources.md"
START, END = "<!-- tests: python -m benchmarks.sources_table --write -->\n", "<!-- end of tests -->\n"
SOURCES = "tests/evidence/sources/"


@dataclass(frozen=True)
class Tested:
    """Files of tests: against the real thing, with what it is; and against what was recorded or is documented."""

    live: Mapping[str, str]
    recorded: Mapping[str, str]


NONE: Mapping[str, str] = {}
STAND_IN = {f"{SOURCES}test_contract_systems.py": "a stand-in program, the contract of commands"}
CONTRACT = {f"{SOURCES}test_contract.py": "the documented API on loopback, the contract of HTTP"}
UNHAD = frozenset({"pve", "proxmox", "loki"})
"""Systems of which no server can be installed from a package."""

TESTS: Mapping[str, Tested] = {
    "host": Tested({"tests/lab/test_host.py": "this machine"}, {"tests/lab/test_recorded.py": "recorded incidents"}),
    "hosts": Tested({f"{SOURCES}test_ssh.py": "sshd on loopback"}, STAND_IN),
    "docker": Tested({"tests/lab/test_docker.py": "a Docker engine in private namespaces"}, STAND_IN),
    "podman": Tested({f"{SOURCES}test_podman_live.py": "Podman with a store of the test's own"}, STAND_IN),
    "kubernetes": Tested(
        {f"{SOURCES}test_kube_live.py": "a Kubernetes API server with the shipped rights"},
        {**STAND_IN, f"{SOURCES}test_kubernetes.py": "kubectl against an API that enforces the manifest"},
    ),
    "pve": Tested(NONE, {**STAND_IN, f"{SOURCES}test_pve.py": "a stand-in program"}),
    "proxmox": Tested(NONE, CONTRACT),
    "prometheus": Tested({f"{SOURCES}test_live.py": "Prometheus and node exporter"}, CONTRACT),
    "alertmanager": Tested({f"{SOURCES}test_live.py": "Alertmanager"}, CONTRACT),
    "loki": Tested(NONE, CONTRACT),
    "repositories": Tested(
        {"tests/evidence/test_commands.py": "git"}, {"tests/evidence/test_commands.py": "a stand-in program"}
    ),
    "backups": Tested(
        {"tests/evidence/test_commands.py": "restic", "tests/actions/test_backup_actions.py": "what is done to it"},
        {"tests/evidence/test_commands.py": "a stand-in program"},
    ),
    "security": Tested(
        {"tests/evidence/test_certificates.py": "TLS servers on loopback"},
        {"tests/evidence/test_commands.py": "a stand-in program"},
    ),
    "mcp": Tested({"tests/evidence/test_mcp_server.py": "a server on loopback"}, NONE),
    "recorded": Tested(NONE, {"tests/evidence/test_recorded.py": "its own files"}),
}


def table() -> str:
    """The rows between the marks of the page."""
    head = "| source | live test | recorded test |\n|---|---|---|\n"
    rows = (f"| `{name}` | {_cell(name, each.live)} | {_cell(name, each.recorded)} |\n" for name, each in TESTS.items())
    return head + "".join(rows)


def _cell(name: str, files: Mapping[str, str]) -> str:
    none = "none: no package exists" if name in UNHAD else "–"
    return "; ".join(f"{what} (`{path}`)" for path, what in files.items()) or none


def page(text: str) -> str:
    """The page with the table as it should be."""
    before, _, rest = text.partition(START)
    return before + START + table() + END + rest.partition(END)[2]


def main() -> None:
    """Print the table, or write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    if parser.parse_args().write:
        PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        print(table())


if __name__ == "__main__":
    main()
