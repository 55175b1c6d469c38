"""The second wall: whatever planned it, an argument list runs only if it has one of these shapes, word for word."""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from astreinte.evidence.sources.statements import SESSIONS, ending

from .procedures import TOOL

SLOTS = {
    "name": r"[A-Za-z0-9_](?:(?!\.\.)[A-Za-z0-9_.@:-]){0,252}",
    "ref": (
        r"(?:deployment|statefulset|daemonset|service|node|resourcequota|ingress|horizontalpodautoscaler|networkpolicy"
        r"|poddisruptionbudget)/[a-z0-9][a-z0-9.-]{0,252}"
    ),
    "key": r"[A-Za-z0-9][A-Za-z0-9._/-]{0,316}",
    "taint": r"[A-Za-z0-9][A-Za-z0-9._/=-]{0,380}:(?:NoSchedule|PreferNoSchedule|NoExecute)-?",
    "label": r"[A-Za-z0-9][A-Za-z0-9._/-]{0,316}(?:=[A-Za-z0-9._-]{0,63}|-)",
    "number": r"[0-9]{1,9}",
    "number15": r"[0-9]{1,15}",
    "gitops": r"kustomization|helmrelease",
    "quantity": r"[0-9]{1,15}(?:m|k|K|M|G|Ki|Mi|Gi)?",
    "path": r"/[^\x00-\x1f\x7f]{0,1023}",
    "relative": r"[^/\x00-\x1f\x7f-][^\x00-\x1f\x7f]{0,1023}",
    "image": r"[A-Za-z0-9][A-Za-z0-9._/:@-]{0,250}",
    "variable": r"[A-Za-z_][A-Za-z0-9_]{0,127}",
    "value": r"[^\x00-\x1f\x7f]{0,500}",
    "json": r"\[\{[^\x00-\x1f\x7f]{1,4000}\}\]",
    "hash": r"[0-9a-f]{7,64}",
    "address": r"[0-9A-Fa-f:.]{2,45}",
    "chain": r"INPUT|OUTPUT|FORWARD|DOCKER-USER",
    "place": r"(?!-)[^\x00-\x1f\x7f]{1,1024}",
    "word": r"[^\x00-\x1f\x7f]{1,300}",
    "field": r"class=[a-z0-9][a-z0-9.-]{0,252}|mode=[A-Za-z]{1,20}|size=[0-9]{1,9}[KMGT]i|selector=",
    "shaping": r"[A-Za-z0-9][A-Za-z0-9.%]{0,30}",
    "ending": "|".join(re.escape(ending(which, "\0")).replace("\0", r"[0-9]{1,9}") for which in SESSIONS),
}
"""Shapes of words. None holds a control character; `value`, `word` and `json` alone may hold what a shell acts on."""

KUBECTL = (
    "rollout restart {ref} -n {name}",
    "rollout undo {ref} -n {name} --to-revision={number}",
    "scale {ref} -n {name} --replicas={number}",
    "set resources {ref} -n {name} -c {name} --limits=memory={quantity}",
    "set resources {ref} -n {name} -c {name} --limits=cpu={quantity}",
    "set image {ref} -n {name} {name}={image}",
    "set env {ref} -n {name} -c {name} {variable}={value}",
    "set env {ref} -n {name} -c {name} {variable}-",
    "patch {ref} -n {name} --type=json -p {json}",
    "cordon {name}",
    "uncordon {name}",
    "label {ref} {label} --overwrite",
    "label {ref} {label}",
    "taint node {name} {taint}",
    "delete pod {name} -n {name} --wait=false",
    "create -n {name} -f {path}",
    "delete -n {name} -f {path}",
)
GUEST = (
    *("start {number}", "shutdown {number}", "reboot {number}", "rollback {number} {name}"),
    *("snapshot {number} {name}", "delsnapshot {number} {name}"),
)
PSQL = "-X -A -t --no-password"
SENT = tuple(
    f"{PSQL}{place} -U {{variable}} -d {{variable}} -c {{ending}}" for place in ("", " -h {place} -p {number}")
)
EMPTYING = "-exec truncate --no-create --size=0 -- {} +"
SHAPES: dict[str, tuple[str, ...]] = {
    "kubectl": (*KUBECTL, *(f"{shape} --dry-run=server" for shape in KUBECTL)),
    "systemctl": ("restart {name}", "start {name}", "stop {name}"),
    "supervisorctl": (
        "restart {name}",
        "start {name}",
        "stop {name}",
        "-c {path} restart {name}",
        "-c {path} start {name}",
        "-c {path} stop {name}",
    ),
    "docker": (
        "restart {name}",
        "start {name}",
        "stop {name}",
        "update --memory={number15} --memory-swap={number15} {name}",
        "update --cpus={number}.{number} {name}",
        "network disconnect {name} {name}",
        "network connect {name} {name}",
        *(f"exec {{name}} psql {line}" for line in SENT),
    ),
    "psql": SENT,
    "tc": (
        "qdisc del dev {name} root",
        "qdisc add dev {name} root netem {shaping}+",
        "qdisc add dev {name} root tbf {shaping}+",
    ),
    "pct": GUEST,
    "qm": GUEST,
    "flux": tuple(f"{verb} {{gitops}} {{name}} -n {{name}}" for verb in ("reconcile", "suspend", "resume")),
    "lvextend": ("--resizefs --size=+{number}G {relative}", "--test --size=+{number}G {relative}"),
    "find": ("{path}+ -ignore_readdir_race -maxdepth 0 -type f -links 1 " + EMPTYING,),
    "iptables": ("-D {chain} {word}+", "-I {chain} {number} {word}+"),
    "nft": (
        "delete rule {name} {name} {name} handle {number}",
        "insert rule {name} {name} {name} handle {number} {word}+",
        "add rule {name} {name} {name} handle {number} {word}+",
        "add rule {name} {name} {name} {word}+",
    ),
    "fail2ban-client": ("set {name} unbanip {address}", "set {name} banip {address}"),
    "cp": ("--backup=simple --suffix=.astreinte --preserve=mode -- {path} {path}",),
    "mv": ("--force -- {path} {path}",),
    "git": (
        "-C {path} revert --no-edit {hash}",
        "-C {path} revert --no-edit HEAD",
        "-C {path} stash push --message astreinte",
        "-C {path} stash pop",
    ),
    "restic": tuple(
        f"-r {{place}} --password-file {{path}} --no-cache {words}"
        for words in ("check --read-data", "backup -- {path}+", "rebuild-index", "repair index", "repair snapshots")
    ),
    TOOL: (
        "restic-look {path}",
        "restic-repair {path} {path} {path} {path}+",
        "restic-unrepair {path} {path} {path}",
        "restic-restore {place} {path} {hash} {path}",
        "restic-unrestore {path}",
        *(f"container-{verb} {{name}} image={{image}}" for verb in ("look", "recreate")),
        *(f"container-{verb} {{name}} env={{variable}}={{value}}" for verb in ("look", "recreate")),
        "container-restore {name}",
        "claim-look {name} {name}",
        "claim-recreate {name} {name} {path} {field}",
        "claim-restore {name} {name} {path}",
    ),
    "env": ("--chdir=/ cp --archive --parents --no-clobber --target-directory {path} -- {relative}+",),
    "rm": ("--force -- {path}+",),
}
"""By tool. `{slot}+` is one word or more of that shape."""

PREFIXES = frozenset({"kubectl", "flux"})
"""Tools whose cluster only the settings choose, by options before the verb."""

CLAIMS = "claim-"
"""Procedures on a cluster: the same options, after their own words."""


def fits(argv: Sequence[str], prefix: Sequence[str] = (), more: Iterable[str] = ()) -> bool:
    """Whether an argument list has a shape of the catalogue, or one of `more` (whole lines, the tool first).

    `prefix` is what the settings put before the verb, exactly.
    """
    tool, *args = argv or ("",)
    if tool in PREFIXES:
        if tuple(args[: len(prefix)]) != tuple(prefix):
            return False
        args = args[len(prefix) :]
    if tool == TOOL and args and args[0].startswith(CLAIMS) and prefix:
        if tuple(args[-len(prefix) :]) != tuple(prefix):
            return False
        args = args[: -len(prefix)]
    shapes = [*SHAPES.get(tool, ()), *(line.split(" ", 1)[1] for line in more if line.split(" ", 1)[0] == tool)]
    return any(_fits(shape.split(), args) for shape in shapes)


def _fits(shape: list[str], args: list[str]) -> bool:
    repeated = next((place for place, word in enumerate(shape) if word.endswith("}+")), None)
    if repeated is not None:
        times = len(args) - len(shape) + 1
        if times < 1:
            return False
        shape = [*shape[:repeated], *[shape[repeated][:-1]] * times, *shape[repeated + 1 :]]
    return len(shape) == len(args) and all(_word(word).fullmatch(arg) for word, arg in zip(shape, args, strict=True))


@cache
def _word(word: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", word)
    return re.compile("".join(f"(?:{SLOTS[p]})" if i % 2 else re.escape(p) for i, p in enumerate(parts)))
