"""A real Kubernetes API server on loopback with its etcd, where both are here; there are no nodes and no controllers.

`make lab-kubernetes` builds the server from Debian's source package. Two tokens: `root` may do everything,
`astreinte` is the account that the manifests of `deploy/rbac` bind.
"""

import json
import os
import shutil
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BUILT = Path(os.environ.get("ASTREINTE_KUBERNETES", "/var/lib/astlab-k8s/bin"))
PATIENCE = 90.0
RBAC = Path(__file__).parents[1] / "deploy" / "rbac"
TOKENS = (
    'root,root,1,"system:masters"\nastreinte,system:serviceaccount:astreinte:astreinte,2,"system:serviceaccounts"\n'
)
CONFIG = """apiVersion: v1
kind: Config
clusters: [{{name: lab, cluster: {{server: "https://127.0.0.1:{port}", insecure-skip-tls-verify: true}}}}]
users: [{{name: root, user: {{token: root}}}}, {{name: astreinte, user: {{token: astreinte}}}}]
contexts:
  - {{name: root, context: {{cluster: lab, user: root}}}}
  - {{name: lab, context: {{cluster: lab, user: astreinte}}}}
current-context: lab
"""


def server() -> str:
    return shutil.which("kube-apiserver") or (
        str(BUILT / "kube-apiserver") if (BUILT / "kube-apiserver").exists() else ""
    )


def missing() -> list[str]:
    """What this machine lacks for it."""
    reasons = [] if server() else ["kube-apiserver is not here (make lab-kubernetes)"]
    return reasons + [f"{name} is not installed" for name in ("etcd", "kubectl", "openssl") if not shutil.which(name)]


@dataclass(frozen=True)
class ApiServer:
    kubeconfig: str
    port: int

    def kubectl(self, *words: str, text: str = "") -> str:
        """As root; what it printed."""
        argv = ["kubectl", "--kubeconfig", self.kubeconfig, "--context", "root", *words]
        done = subprocess.run(argv, input=text, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def create(self, *objects: dict[str, Any]) -> None:
        listed = {"apiVersion": "v1", "kind": "List", "items": list(objects)}
        self.kubectl("create", "-f", "-", text=json.dumps(listed))

    def show(self, ref: str, namespace: str = "shop") -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.kubectl("get", ref, "-n", namespace, "-o", "json"))
        return found

    def status(self, path: str, status: dict[str, Any]) -> None:
        """Written as a controller would."""
        held = json.loads(self.kubectl("get", "--raw", path))
        self.kubectl("replace", "--raw", f"{path}/status", "-f", "-", text=json.dumps(held | {"status": status}))


@contextmanager
def api_server(folder: Path) -> Generator[ApiServer]:
    """Up within seconds; both programs end with the block."""
    client, peer, port = _port(), _port(), _port()
    (folder / "tokens.csv").write_text(TOKENS, "utf-8")
    (folder / "kubeconfig").write_text(CONFIG.format(port=port), "utf-8")
    key = folder / "sa.key"
    subprocess.run(["openssl", "genrsa", "-out", str(key), "2048"], check=True, capture_output=True)
    at = f"http://127.0.0.1:{client}"
    etcd = [
        "etcd", "--data-dir", str(folder / "etcd"), "--listen-client-urls", at, "--advertise-client-urls", at,
        "--listen-peer-urls", f"http://127.0.0.1:{peer}",
    ]  # fmt: skip
    api = [
        server(), f"--etcd-servers={at}", "--bind-address=127.0.0.1", f"--secure-port={port}", "--insecure-port=0",
        f"--cert-dir={folder / 'certs'}", "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-signing-key-file={key}", f"--service-account-key-file={key}",
        f"--token-auth-file={folder / 'tokens.csv'}", "--authorization-mode=RBAC", "--advertise-address=127.0.0.1",
        "--service-cluster-ip-range=10.96.0.0/16",
        "--disable-admission-plugins=ServiceAccount,StorageObjectInUseProtection",
    ]  # fmt: skip
    with ExitStack() as stack:
        for name, argv in (("etcd", etcd), ("api", api)):
            stack.enter_context(_running(argv, folder / f"{name}.log"))
        _until_ready(port, folder / "api.log")
        running = ApiServer(str(folder / "kubeconfig"), port)
        running.kubectl("create", "namespace", "shop")
        running.kubectl("create", "-f", str(RBAC / "readonly.yaml"))
        running.kubectl("create", "-n", "shop", "-f", str(RBAC / "effects.yaml"))
        yield running


@contextmanager
def _running(argv: list[str], log: Path) -> Generator[None]:
    with log.open("wb") as said:
        process = subprocess.Popen(argv, stdout=said, stderr=said, cwd=log.parent)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def _until_ready(port: int, log: Path) -> None:
    anyone = ssl.create_default_context()  # a server of the test's own, on loopback, with a certificate of its own
    anyone.check_hostname, anyone.verify_mode = False, ssl.CERT_NONE
    asked = urllib.request.Request(f"https://127.0.0.1:{port}/readyz", headers={"Authorization": "Bearer root"})
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(asked, context=anyone, timeout=2):  # noqa: S310 - as above
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise AssertionError(log.read_text("utf-8", "replace")[-1500:])


def _port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
