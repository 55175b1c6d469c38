"""One real Kubernetes node on the lab's engine, from etcd to kubelet, and an image registry."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from . import watch
from .space import fill, fresh, group, run, wait

BIN = Path("/var/lib/astlab-k8s/bin")
HERE = Path(__file__).resolve().parent
FILES = HERE / "files" / "cluster"
RBAC = HERE.parent / "deploy" / "rbac"
BUILT = ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet")
PROGRAMS = {
    "etcd": "etcd-server",
    "openssl": "openssl",
    "docker-registry": "docker-registry",
    "busybox": "busybox-static",
}
REGISTRY = "127.0.0.1:15000"
PAGE = "http://127.0.0.1:18060/"
SLEEP = "trap exit TERM; while :; do busybox sleep 3600 & wait; done"
"""What a pod's first container does; the first process of one does not end of itself when asked to."""

PROCESSES = ("replicas", "kubelet", "scheduler", "controllers", "api", "etcd", "registry")
"""In the order in which they are ended."""


def missing() -> list[str]:
    """Why there can be no cluster here; empty where there can."""
    absent = sorted(package for program, package in PROGRAMS.items() if not shutil.which(program))
    built = [name for name in BUILT if not (BIN / name).exists()]
    return [
        *([f"not installed: {' '.join(absent)}"] if absent else []),
        *([f"not built: {' '.join(built)} (make lab-kubernetes)"] if built else []),
        *([] if shutil.which("kubectl") or (BIN / "kubectl").exists() else ["no kubectl (make lab-kubernetes)"]),
    ]


def up(root: Path) -> bool:
    return (root / "run" / "kubelet.pid").exists()


def site(root: Path) -> Path | None:
    """What the cluster adds to Astreinte's settings, where there is one."""
    return root / "cluster" / "site.yaml" if up(root) else None


def kubectl(root: Path, *words: str, check: bool = True) -> str:
    """As the cluster's administrator; what it printed."""
    program = shutil.which("kubectl") or str(BIN / "kubectl")
    return run(program, "--kubeconfig", f"{root}/cluster/kubeconfig", "--context", "root", *words, check=check)


def start(root: Path) -> None:
    """Ready within a minute, with the board on its one node.

    Raises:
        LabError: it did not come up.
    """
    home = fresh(root / "cluster")
    for name in ("kubeconfig", "tokens.csv", "registry.yml", "board.yaml", "site.yaml"):
        fill(FILES / name, home / name, LAB=root)
    run("openssl", "genrsa", "-out", str(home / "sa.key"), "2048")
    _images(root)
    _servers(root)
    for words in (("create", "namespace", "shop"), ("create", "-f", f"{RBAC}/readonly.yaml")):
        kubectl(root, *words)
    kubectl(root, "create", "-n", "shop", "-f", f"{RBAC}/effects.yaml")
    kubectl(root, "create", "-f", f"{RBAC}/nodes.yaml")
    _node(root)
    restore(root)
    watch.spawn(root, "replicas", "python3", str(HERE / "files" / "replicas.py"), str(root))


def stop(root: Path) -> None:
    """End it by the ids that were noted, and its containers."""
    if not up(root):
        return
    kubectl(root, "delete", "deployment", "board", "-n", "shop", "--wait=true", check=False)
    for name in PROCESSES:
        watch.stop(root, name)
    if left := run("docker", "ps", "-aq", "--filter", "name=^/k8s_").split():
        run("docker", "rm", "-f", *left)
    (root / "textfile" / "replicas.prom").unlink(missing_ok=True)


def restore(root: Path) -> None:
    """The node's label, the workload as first declared and its page.

    Raises:
        LabError: the page does not come back.
    """
    kubectl(root, "label", "node", "node1", "disk=ssd", "--overwrite")
    kubectl(root, "apply", "-f", f"{root}/cluster/board.yaml")
    kubectl(root, "delete", "events", "--all", "-n", "shop")
    wait(lambda: watch.answers(PAGE) == 200, "the board", 90)  # noqa: PLR2004


def state(root: Path) -> dict[str, str]:
    """What of the cluster must stay as it was, by name."""
    if not up(root):
        return {}
    listed = json.loads(kubectl(root, "get", "deployments", "-A", "-o", "json"))["items"]
    node = json.loads(kubectl(root, "get", "node", "node1", "-o", "json"))
    spec = node["spec"]
    return {
        **{f"workload {each['metadata']['name']}": json.dumps(each["spec"], sort_keys=True) for each in listed},
        "node": json.dumps([node["metadata"]["labels"], spec.get("taints"), spec.get("unschedulable")], sort_keys=True),
        "isolation": kubectl(root, "get", "networkpolicies", "-A", "-o", "name"),
    }


def _images(root: Path) -> None:
    """The board at its registry, and what holds a pod's namespaces."""
    place = fresh(root / "cluster" / "image")
    shutil.copy(FILES / "Dockerfile", place)
    shutil.copy(str(shutil.which("busybox")), place / "busybox")
    (place / "index.html").write_text("board\n", "utf-8")
    watch.spawn(root, "registry", "docker-registry", "serve", f"{root}/cluster/registry.yml")
    wait(lambda: watch.answers(f"http://{REGISTRY}/v2/") == 200, "the registry")  # noqa: PLR2004
    for name in (f"{REGISTRY}/board:1", "lab/pause:1"):
        run("docker", "build", "-q", "-t", name, str(place), env={"DOCKER_BUILDKIT": "0"})
    run("docker", "push", "-q", f"{REGISTRY}/board:1")
    asleep = f"FROM lab/pause:1\nCMD {json.dumps(['/bin/busybox', 'sh', '-c', SLEEP])}\n"
    build = ["docker", "build", "-q", "-t", "lab/pause:1", "-"]
    subprocess.run(build, input=asleep, text=True, check=True, stdout=subprocess.DEVNULL)
    run(
        "docker", "run", "--rm", "lab/pause:1", "/bin/busybox", "true"
    )  # makes the control group that the kubelet looks for


def _servers(root: Path) -> None:
    home, peer = root / "cluster", "http://127.0.0.1:12380"
    at = "http://127.0.0.1:12379"
    _spawn(
        root,
        "etcd",
        "etcd",
        f"--data-dir={home}/etcd",
        f"--listen-client-urls={at}",
        f"--advertise-client-urls={at}",
        f"--listen-peer-urls={peer}",
        "--unsafe-no-fsync",
    )
    _spawn(
        root, "api", str(BIN / "kube-apiserver"), f"--etcd-servers={at}", "--bind-address=127.0.0.1",
        "--secure-port=16443", "--insecure-port=0", f"--cert-dir={home}/certs", "--authorization-mode=RBAC",
        "--service-account-issuer=https://kubernetes.default.svc", f"--service-account-signing-key-file={home}/sa.key",
        f"--service-account-key-file={home}/sa.key", f"--token-auth-file={home}/tokens.csv",
        "--service-cluster-ip-range=10.96.0.0/16", "--disable-admission-plugins=ServiceAccount",
        "--kubelet-preferred-address-types=InternalIP", f"--advertise-address={_address()}",
    )  # fmt: skip
    wait(lambda: "ok" in kubectl(root, "get", "--raw", "/readyz", check=False), "the API server", 120)
    who = (f"--kubeconfig={home}/root.kubeconfig", "--bind-address=127.0.0.1", "--leader-elect=false")
    text = (home / "kubeconfig").read_text("utf-8").replace("current-context: lab", "current-context: root")
    (home / "root.kubeconfig").write_text(text, "utf-8")
    _spawn(
        root,
        "controllers",
        str(BIN / "kube-controller-manager"),
        *who,
        "--port=0",
        f"--service-account-private-key-file={home}/sa.key",
    )
    _spawn(root, "scheduler", str(BIN / "kube-scheduler"), *who, "--port=0")


def _node(root: Path) -> None:
    home = root / "cluster"
    _spawn(
        root, "kubelet", str(BIN / "kubelet"), f"--kubeconfig={home}/root.kubeconfig", f"--root-dir={home}/kubelet",
        f"--docker-endpoint={os.environ['DOCKER_HOST']}", "--pod-infra-container-image=lab/pause:1",
        "--cgroup-driver=cgroupfs", f"--cgroup-root=/{group(root)}", "--fail-swap-on=false", f"--cert-dir={home}/node",
        "--hostname-override=node1", f"--node-ip={_address()}", "--read-only-port=0", "--anonymous-auth=true",
        "--authorization-mode=AlwaysAllow", "--authentication-token-webhook=false", "--enforce-node-allocatable=",
        "--eviction-hard=memory.available<1Mi", "--node-status-update-frequency=4s", "--healthz-bind-address=127.0.0.1",
        "--image-gc-high-threshold=100",
    )  # fmt: skip
    ready = ("get", "node", "node1", "-o", 'jsonpath={.status.conditions[?(@.type=="Ready")].status}')
    wait(lambda: kubectl(root, *ready, check=False) == "True", "the node", 120)


def _spawn(root: Path, name: str, *argv: str) -> None:
    watch.spawn(root, name, *argv, cwd=root / "cluster")


def _address() -> str:
    """The node's address: the bridge's own, which both the API server and pods reach."""
    return run("docker", "network", "inspect", "bridge", "--format", "{{(index .IPAM.Config 0).Gateway}}").strip()
