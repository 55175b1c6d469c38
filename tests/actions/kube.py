"""A small cluster: objects as JSON, read by the JSON paths and changed by the commands that the actions use."""

import copy
import json
import re
from typing import Any

from astreinte.config import Settings
from astreinte.domain import Plan, Query, Reading

from .world import AT

PART = re.compile(r'\.((?:[A-Za-z0-9_-]|\\[./]|/)+)|\[\*\]|\[\?\(@\.(\w+)=="([^"]*)"\)\]')


def deployment(**spec: Any) -> dict[str, Any]:
    container = {
        "name": "cart",
        "image": "registry.example/cart:1.4",
        "ports": [{"containerPort": 8080, "protocol": "TCP"}],
        "resources": {"limits": {"memory": "256Mi", "cpu": "500m"}},
        "env": [{"name": "MODE", "value": "slow"}],
        "livenessProbe": {"httpGet": {"port": 9090}, "initialDelaySeconds": 5},
        **spec,
    }
    labels = {"app": "cart"}
    return {
        "metadata": {"generation": 7},
        "spec": {
            "replicas": 2,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"annotations": {}}, "spec": {"containers": [container]}},
        },
    }


def objects() -> dict[str, dict[str, Any]]:
    return {
        "deployment/cart": deployment(),
        "service/cart": {
            "metadata": {"resourceVersion": "41"},
            "spec": {"selector": {"app": "kart"}, "ports": [{"port": 80, "targetPort": 8081, "protocol": "UDP"}]},
        },
        "pod/cart-7c9f-x2x": {
            "metadata": {"uid": "u-1", "ownerReferences": [{"kind": "ReplicaSet", "name": "cart-7c9f"}]}
        },
        "pod/mail-5d-abc": {"metadata": {"uid": "u-2", "ownerReferences": [{"kind": "ReplicaSet", "name": "mail-5d"}]}},
        "resourcequota/team": {"metadata": {"resourceVersion": "9"}, "spec": {"hard": {"limits.memory": "1Gi"}}},
        "ingress/cart": {
            "metadata": {"resourceVersion": "12"},
            "spec": {
                "rules": [{"http": {"paths": [{"backend": {"service": {"name": "kart", "port": {"number": 81}}}}]}}]
            },
        },
        "networkpolicy/cart-only": {
            "metadata": {"resourceVersion": "13"},
            "spec": {
                "podSelector": {"matchLabels": {"app": "cart"}},
                "policyTypes": ["Ingress"],
                "ingress": [{"ports": [{"port": 9090}]}],
            },
        },
        "poddisruptionbudget/cart-budget": {
            "metadata": {"resourceVersion": "14"},
            "spec": {"minAvailable": 2},
            "status": {"expectedPods": 2},
        },
        "horizontalpodautoscaler/cart": {
            "metadata": {"resourceVersion": "15"},
            "spec": {"scaleTargetRef": {"kind": "Deployment", "name": "kart"}, "maxReplicas": 2},
        },
        "node/n1": {
            "metadata": {"uid": "n-1", "labels": {"disk": "hdd"}},
            "spec": {"unschedulable": True, "taints": [{"key": "old/hold", "value": "x", "effect": "NoSchedule"}]},
        },
    }


SETTINGS = Settings.model_validate(
    {
        "language": "en",
        "services": {
            "cart": {
                "domain": "k3s",
                "workload": {
                    "namespace": "shop",
                    "replicas": 4,
                    "memory": "1Gi",
                    "images": ["registry.example/cart:1.2"],
                    "env": {"MODE": "fast"},
                    "policy": "cart-only",
                    "budget": "cart-budget",
                    "claim": "cart-data",
                    "manifests": {
                        "service/cart": "/srv/gitops/cart.yaml",
                        "serviceaccount/cart": "/srv/gitops/cart-account.yaml",
                    },
                },
            },
        },
        "cluster": {
            "context": "lab",
            "nodes": ["n1"],
            "labels": {"n1": {"disk": "ssd"}},
            "taints": ["old/hold"],
            "quotas": {"team": {"limits.memory": "2Gi"}},
        },
    }
)
FILES = {"/srv/gitops/cart-account.yaml": "serviceaccount/cart"}
HISTORY = "deployment.apps/cart\nREVISION  CHANGE-CAUSE\n3         <none>\n{now}         <none>\n"


class Cluster:
    """Answers and obeys like kubectl; `ran` holds what changed something, `refuses` makes dry runs fail."""

    def __init__(self) -> None:
        self.objects = objects()
        self.ran, self.rehearsed, self.refuses = list[tuple[str, ...]](), list[tuple[str, ...]](), ""
        self.revision = 4

    async def ask(self, query: Query) -> Reading:
        args = list(query.args)
        if args[:2] == ["rollout", "history"]:
            text = "  Containers:\n    Image:\tregistry.example/cart:1.3\n" if "--revision=3" in args else HISTORY
            return Reading(query, AT, "ok", text.replace("{now}", str(self.revision)))
        if args[:2] == ["get", "pods"]:
            pods = [each["metadata"]["uid"] for key, each in self.objects.items() if key.startswith("pod/")]
            return Reading(query, AT, "ok", " ".join(pods))
        if args[-1] == "jsonpath={.items[*].metadata.name}":
            kind = args[1].removesuffix("s")
            found = [key.split("/")[1] for key in self.objects if key.startswith(f"{kind}/")]
            return Reading(query, AT, "ok" if found else "no_data", " ".join(found))
        if args[1] not in self.objects:
            return Reading(query, AT, "error", why="not found")
        paths = args[-1].removeprefix("jsonpath=")
        found = [_at(self.objects[args[1]], path) for path in re.findall(r"\{([^{}]*)\}", paths)]
        shape = re.sub(r"\{[^{}]*\}", "\0", paths)
        for value in found:
            shape = shape.replace("\0", value, 1)
        return Reading(query, AT, "ok" if shape.strip() else "no_data", shape)

    async def run(self, plan: Plan, argv: tuple[str, ...]) -> tuple[bool, str]:
        del plan
        assert argv[:3] == ("kubectl", "--context", "lab")
        if "--dry-run=server" in argv:
            self.rehearsed.append(argv)
            return not self.refuses, self.refuses
        self.ran.append(argv)
        words = list(argv[3:])
        before = copy.deepcopy(self.objects)
        getattr(
            self, "_" + "_".join(words[:2]).replace("/", "_") if words[0] in {"set", "rollout"} else f"_{words[0]}"
        )(words)
        for key, each in self.objects.items():
            if "generation" in each["metadata"] and each != before.get(key):
                each["metadata"]["generation"] += 1
        return True, "ok"

    @property
    def cart(self) -> dict[str, Any]:
        return self.objects["deployment/cart"]["spec"]

    @property
    def container(self) -> dict[str, Any]:
        return self.cart["template"]["spec"]["containers"][0]

    def _rollout_restart(self, words: list[str]) -> None:
        del words
        self.cart["template"]["metadata"]["annotations"]["kubectl.kubernetes.io/restartedAt"] = "2026-03-01T13:00:00Z"

    def _rollout_undo(self, words: list[str]) -> None:
        assert words[-1] in {"--to-revision=3", "--to-revision=4"}
        self.revision += 1

    def _scale(self, words: list[str]) -> None:
        self.cart["replicas"] = int(words[-1].split("=")[1])

    def _set_resources(self, words: list[str]) -> None:
        _, resource, value = words[-1].split("=")
        self.container["resources"]["limits"][resource] = value

    def _set_image(self, words: list[str]) -> None:
        self.container["image"] = words[-1].split("=", 1)[1]

    def _set_env(self, words: list[str]) -> None:
        name, _, value = words[-1].partition("=")
        kept = [each for each in self.container["env"] if each["name"] != name.rstrip("-")]
        self.container["env"] = kept if name.endswith("-") else [*kept, {"name": name, "value": value}]

    def _patch(self, words: list[str]) -> None:
        for step in json.loads(words[-1]):
            *path, leaf = [part.replace("~1", "/") for part in step["path"].split("/")[1:]]
            holder: Any = self.objects[words[1]]
            for part in path:
                holder = holder[int(part) if part.isdigit() else part]
            if step["op"] == "test":
                assert holder[leaf] == step["value"]
            elif step["op"] == "remove":
                del holder[leaf]
            else:
                holder[leaf] = step["value"]

    def _cordon(self, words: list[str]) -> None:
        self.objects[f"node/{words[1]}"]["spec"]["unschedulable"] = True

    def _uncordon(self, words: list[str]) -> None:
        del self.objects[f"node/{words[1]}"]["spec"]["unschedulable"]

    def _label(self, words: list[str]) -> None:
        key, value = words[2].split("=")
        self.objects[words[1]]["metadata"]["labels"][key] = value

    def _taint(self, words: list[str]) -> None:
        spec = self.objects[f"node/{words[2]}"]["spec"]
        key, effect = words[3].rsplit(":", 1)
        if effect.endswith("-"):
            spec["taints"] = [each for each in spec["taints"] if each["key"] != key]
        else:
            name, _, value = key.partition("=")
            spec["taints"].append({"key": name, "value": value, "effect": effect})

    def _create(self, words: list[str]) -> None:
        assert words[1:4] == ["-n", "shop", "-f"]
        self.objects[FILES[words[4]]] = {"metadata": {}}

    def _delete(self, words: list[str]) -> None:
        del self.objects[FILES[words[4]] if words[3] == "-f" else f"pod/{words[2]}"]


def _at(value: Any, path: str) -> str:
    found: list[Any] = [value]
    for part in PART.finditer(path):
        name, key, wanted = part.groups()
        if name:
            name = name.replace("\\", "")
            found = [each[name] for each in found if name in each]
        else:
            found = [inner for each in found for inner in each if not key or inner.get(key) == wanted]
    return " ".join(_text(each) for each in found)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
