"""What a pod is made of, in manifests and in `-o json`: containers with their state, probes, places, claims."""

import re
from collections.abc import Iterator, Mapping

from .model import Container, Expression, Port, Probe, Spec, Toleration
from .tree import Map, at, mapping, maps, number, strings, text, texts

LAST_REASON = re.compile(r"\breason[=:] ?([A-Z]\w+)")
LAST_CODE = re.compile(r"\bexit[_ ]?code[=:]? ?(\d{1,3})\b")


def spec_of(data: Map, states: Mapping[str, Map]) -> Spec:
    secrets = [text(each, "name") for each in maps(data, "imagePullSecrets")]
    claims = [text(each, "persistentVolumeClaim", "claimName") for each in maps(data, "volumes")]
    required = mapping(data, "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
    terms = tuple(
        tuple(map(_expression, maps(each, "matchExpressions"))) for each in maps(required, "nodeSelectorTerms")
    )
    return Spec(
        containers=tuple(
            container_of(each, states.get(text(each, "name"), {}), init=key == "initContainers")
            for key in ("initContainers", "containers")
            for each in maps(data, key)
        ),
        node_selector=strings(data, "nodeSelector") if data else None,
        affinity=terms if data else None,
        tolerations=tuple(map(_toleration, maps(data, "tolerations"))) if data else None,
        account=text(data, "serviceAccountName"),
        pull_secrets=tuple(secrets) if data else None,
        claims=tuple(filter(None, claims)) if data else None,
    )


def _expression(data: Map) -> Expression:
    return Expression(text(data, "key"), text(data, "operator"), tuple(texts(data, "values")))


def _toleration(data: Map) -> Toleration:
    return Toleration(text(data, "key"), text(data, "operator") or "Equal", text(data, "value"), text(data, "effect"))


def container_of(data: Map, state: Map, *, init: bool = False) -> Container:
    now, last = mapping(state, "state"), mapping(state, "lastState") or mapping(state, "lastTermination")
    key = next((each for each in ("waiting", "running", "terminated") if now.get(each)), "")
    detail = mapping(now, key) or now
    reason, code = _ended(mapping(last, "terminated") or last, now, detail)
    ready = at(state, "ready")
    return Container(
        text(data, "name"), init, text(data, "image"),
        tuple(
            Port(each["containerPort"], text(each, "protocol") or "TCP", text(each, "name"))
            for each in maps(data, "ports")
            if number(each, "containerPort") is not None
        ),
        _probe(mapping(data, "livenessProbe")), _probe(mapping(data, "readinessProbe")),
        {text(each, "name"): text(each, "value") for each in maps(data, "env") if "value" in each},
        tuple(_sources(data)), tuple(_refs(data)),
        strings(data, "resources", "limits"), strings(data, "resources", "requests"),
        key.capitalize(), text(detail, "reason"), reason, code,
        ready if isinstance(ready, bool) else None, number(state, "restartCount"),
        _probe(mapping(data, "startupProbe")),
    )  # fmt: skip


def _ended(ended: Map, now: Map, detail: Map) -> tuple[str, int | None]:
    """Reason and exit code of the last end; monitoring tools put both into the present state or its message."""
    said = text(detail, "message")
    reason = text(ended, "reason") or ((found := LAST_REASON.search(said)) and found[1]) or ""
    codes = (number(ended, "exitCode"), number(now, "exitCode"), number(detail, "exitCode"))
    told = LAST_CODE.search(said)
    return reason, next((each for each in codes if each is not None), int(told[1]) if told else None)


def _sources(data: Map) -> Iterator[tuple[str, str]]:
    for each in maps(data, "envFrom"):
        for key, kind in (("secretRef", "secret"), ("configMapRef", "configmap")):
            if name := text(each, key, "name"):
                yield kind, name


def _refs(data: Map) -> Iterator[tuple[str, str, str, str]]:
    for each in maps(data, "env"):
        for key, kind in (("secretKeyRef", "secret"), ("configMapKeyRef", "configmap")):
            if name := text(each, "valueFrom", key, "name"):
                yield text(each, "name"), kind, name, text(each, "valueFrom", key, "key")


def _probe(data: Map) -> Probe | None:
    kinds = {"httpGet": "http", "tcpSocket": "tcp", "grpc": "grpc", "exec": "exec"}
    key = next((each for each in kinds if each in data), "")
    if not key:
        return None
    scheme = text(data, key, "scheme").lower() or kinds[key]
    values = [number(data, each) for each in ("initialDelaySeconds", "timeoutSeconds", "periodSeconds")]
    usual = zip(values, (0, 1, 10), strict=True)
    delay, timeout, period = (default if value is None else value for value, default in usual)
    failures = number(data, "failureThreshold")
    kind = scheme if key == "httpGet" else kinds[key]
    return Probe(kind, text(data, key, "port"), text(data, key, "path"), delay, timeout, period, failures or 3)
