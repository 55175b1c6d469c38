"""Which component is the database of a line that names none: by the engine it speaks of, and by who calls whom."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from astreinte.domain import Signal

from .cluster import Cluster

DATABASE = re.compile(r"(?i)mysql|mariadb|postgres|pgsql|mssql|oracle|jdbc|database|(^|[_-])db([_-]|$)")
"""Words of an address, a name or an image that say a database of tables."""


@dataclass(frozen=True)
class Engine:
    """How an image or a name, a port and a line of a client tell it."""

    image: re.Pattern[str]
    ports: frozenset[int]
    line: re.Pattern[str]
    tables: bool = True


def _engine(image: str, ports: set[int], line: str, *, tables: bool = True) -> Engine:
    return Engine(re.compile(f"(?i){image}"), frozenset(ports), re.compile(line), tables)


ENGINES = (
    _engine(r"mysql|mariadb|percona|vitess|\btidb\b|galera", {3306}, r"(?i)mysql|maria|trilogy|\bHY000\b"),
    _engine(
        r"postgres|pgsql|timescale|cockroach|yugabyte|pgbouncer|spilo",
        {5432, 6432, 26257},
        r"(?i)postgre|pgsql|psycopg|asyncpg|\bpgx?\b|\bpq:|\b53300\b|too many clients already",
    ),
    _engine(r"mssql|sqlserver|azure-sql", {1433}, r"(?i)mssql|sql ?server|SqlException \(0x"),
    _engine(r"oracle|gvenzl", {1521}, r"\bORA-\d{5}"),
    _engine(r"mongo|ferretdb", {27017}, r"(?i)mongo|not (master|primary)\b", tables=False),
    _engine(
        r"redis|valkey|keydb|dragonfly", {6379}, r"(?i)redis|READONLY You can.t|ReplyError|MISCONF", tables=False
    ),
)  # fmt: skip


class Stores:
    """The databases of a cluster; who is asked about a line is looked up once."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    def behind(self, signal: Signal, calls: Mapping[str, frozenset[str]]) -> str:
        """The one that the component of the line calls; the only one there is where its calls are not known."""
        name = signal.entity.rpartition("/")[2].rpartition(":")[2]
        known = {*calls, *self._texts}
        caller = max((each for each in known if name == each or name.startswith(each + "-")), key=len, default="")
        stores = self._spoken_of(signal.detail)
        if caller in stores:
            return ""
        found = calls.get(caller, frozenset()) & stores or stores
        return next(iter(found)) if len(found) == 1 else ""

    def _spoken_of(self, line: str) -> frozenset[str]:
        """Those of the engine that the line speaks of; of any with tables where it speaks of none that is there."""
        spoken = [each for each in ENGINES if each.line.search(line)]
        named = self._engine.get(spoken[0], frozenset()) if len(spoken) == 1 else frozenset[str]()
        return named or self._tables

    @cached_property
    def _texts(self) -> Mapping[str, str]:
        made = self._cluster.workloads.values()
        return {each.name: " ".join([each.name, *(c.image for c in each.spec.containers)]) for each in made}

    @cached_property
    def _ports(self) -> Mapping[str, frozenset[int]]:
        found: dict[str, set[int]] = {}
        for service in self._cluster.services.values():
            found.setdefault(self._cluster.serves(service), set()).update(each.number for each in service.ports)
        return {name: frozenset(ports) for name, ports in found.items()}

    @cached_property
    def _engine(self) -> Mapping[Engine, frozenset[str]]:
        return {each: frozenset(name for name in self._texts if self._is(name, each)) for each in ENGINES}

    @cached_property
    def _tables(self) -> frozenset[str]:
        named = {name for name, text in self._texts.items() if DATABASE.search(text)}
        return frozenset(named).union(*(names for each, names in self._engine.items() if each.tables))

    def _is(self, name: str, engine: Engine) -> bool:
        return engine.image.search(self._texts[name]) is not None or bool(
            engine.ports & self._ports.get(name, frozenset())
        )
