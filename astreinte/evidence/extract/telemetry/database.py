"""What the metrics of a managed database say: which limits it is at, since when, and which stayed in their bands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from astreinte.domain import Signal, rfc3339

from .measures import band, by_measure, change, clock, shown
from .series import Series

DETAIL = 200
BUSY, RAISED = 85.0, 60.0
"""Per cent of CPU: at its limit; well used, which is no fault by itself."""

BURST, PILED = 3.0, 2.0
"""Times what it was at the start: writes, connections."""

LATE = 30.0
"""Seconds of lag from which readers of a replica notice."""

EMPTYING, SPENT = 0.25, 0.1
"""What is left of a falling reserve, as a share of what it was."""

QUEUED = 10.0
"""Requests that wait for the disk on average."""

FLAT = 0.02
"""A plateau: the last quarter within this share of its highest value."""

GONE = 0.1
FEW = 3


@dataclass(frozen=True)
class Instance:
    """One database with the series of its own and of its replicas."""

    name: str
    own: Mapping[str, list[Series]]
    replicas: tuple[Series, ...] = ()

    def first(self, measure: str) -> Series | None:
        return next((each for each in self.own.get(measure, ()) if len(each.points) >= FEW), None)


def instances(series: Sequence[Series]) -> list[Instance]:
    """Databases by name; the lag of a replica belongs to the primary that its name begins with, or to the only one."""
    measured = [each for found in by_measure(series).values() for each in found if each.owner]
    lags = {each.owner for each in by_measure(measured).get("lag", ())}
    primaries = sorted({each.owner for each in measured} - lags)
    named = {owner: _primary(owner, primaries) for owner in lags}
    names = dict.fromkeys([*primaries, *(name for name in named.values() if name)])
    return [
        Instance(
            name,
            by_measure([each for each in measured if each.owner == name]),
            tuple(each for each in measured if named.get(each.owner) == name != each.owner),
        )
        for name in names
    ]


def _primary(replica: str, primaries: Sequence[str]) -> str:
    begun = [name for name in primaries if replica.startswith(name)]
    return max(begun, key=len) if begun else primaries[0] if len(primaries) == 1 else replica


def find_limits(one: Instance) -> Iterator[Signal]:
    """Every limit that the instance is at when the window ends, and what else moved."""
    for finder in (_cpu, _storage, _lag, _writes, _connections, _disk, _memory, _deadlocks, _credits):
        yield from finder(one)


def _cpu(one: Instance) -> Iterator[Signal]:
    if (cpu := one.first("cpu")) and cpu.now >= RAISED:
        peak = f"{change(cpu)}, peak {shown(cpu, max(cpu.values))}"
        if cpu.now >= BUSY:
            yield tell("db-cpu-high", one.name, cpu, f"{peak}, above {BUSY:g} % since {clock(cpu.since(BUSY))}")
        elif cpu.now >= cpu.lowest_start * PILED:
            yield tell("db-cpu-raised", one.name, cpu, peak)


def _storage(one: Instance) -> Iterator[Signal]:
    left = one.first("storage")
    if left and left.highest_start > 0 and left.now <= EMPTYING * left.highest_start:
        minutes = (left.points[-1][0] - left.points[0][0]).total_seconds() / 60
        yield tell("db-storage-low", one.name, left, f"{change(left)} in {minutes:.0f} min")


def _lag(one: Instance) -> Iterator[Signal]:
    own = [each for each in one.own.get("lag", ()) if len(each.points) >= FEW]
    for lag in [*own, *(each for each in one.replicas if len(each.points) >= FEW)]:
        if lag.now >= LATE and lag.last >= max(lag.values) / 2 and "lag" in by_measure([lag]):
            yield tell("db-replica-late", one.name, lag, f"replication lag: {change(lag)}", replica=lag.owner)


def _writes(one: Instance) -> Iterator[Signal]:
    found = [each for name in ("log", "writes") for each in one.own.get(name, ()) if len(each.points) >= FEW]
    rose = [each for each in found if each.now >= BURST * max(each.lowest_start, 1e-9) and each.now > 0]
    if rose:
        detail = f"write-heavy workload on {one.name}: " + ", ".join(
            f"{each.metric} {shown(each, each.points[0][1])} to {shown(each, each.now)}" for each in rose[:2]
        )
        yield tell("db-write-burst", one.name, rose[0], detail)


def _connections(one: Instance) -> Iterator[Signal]:
    if not (count := one.first("connections")):
        return
    usual = max(count.lowest_start, 1.0)
    low = min(count.values)
    if low <= GONE * usual < count.now:
        gap, back = count.since(GONE * usual, above=False), _back(count, GONE * usual)
        detail = (
            f"{count.metric} of {one.name} {count.highest_start:g} to {low:g} at {clock(gap)}, {count.last:g} again"
        )
        yield tell("db-connections-dropped", one.name, count, f"{detail} since {back}: workload resumed normally")
    elif count.now >= PILED * usual:
        flat = max(count.values) - min(count.values[-max(len(count.points) // 4, FEW) :]) <= FLAT * max(count.values)
        yield tell("db-connections-rising", one.name, count, change(count))
        if flat:
            yield tell("db-connections-plateau", one.name, count, f"{change(count)}, level at its highest value")


def _back(series: Series, floor: float) -> str:
    down = max(index for index, value in enumerate(series.values) if value <= floor)
    return clock(series.points[min(down + 1, len(series.points) - 1)][0])


def _disk(one: Instance) -> Iterator[Signal]:
    queue = one.first("queue")
    if queue and queue.now >= QUEUED and queue.now >= BURST * queue.lowest_start:
        slow = [each for each in one.own.get("latency", ()) if each.now >= BURST * max(each.lowest_start, 1e-9)]
        detail = ", ".join([change(queue), *(f"{each.metric} {shown(each, each.now)}" for each in slow[:2])])
        yield tell("db-io-queued", one.name, queue, detail)


def _memory(one: Instance) -> Iterator[Signal]:
    left, swap = one.first("memory"), one.first("swap")
    swapping = swap is not None and swap.now >= BURST * max(swap.lowest_start, 1.0)
    if left and left.now <= (EMPTYING if swapping else SPENT) * left.highest_start:
        detail = change(left) + (f", {change(swap)}" if swap and swapping else "")
        yield tell("db-memory-low", one.name, left, detail)


def _deadlocks(one: Instance) -> Iterator[Signal]:
    if (count := one.first("deadlocks")) and count.now > 0 and count.now >= BURST * count.lowest_start:
        yield tell("db-deadlock", one.name, count, change(count))


def _credits(one: Instance) -> Iterator[Signal]:
    left = one.first("credits")
    if left and left.now <= SPENT * max(left.highest_start, 1.0):
        yield tell("db-io-queued", one.name, left, f"{change(left)}: the burst credits are spent")


def within_bounds(one: Instance) -> Iterator[Signal]:
    """`metrics-normal`, for an instance that is at none of its limits: it is measured on several counts."""
    own = [each for found in one.own.values() for each in found if len(each.points) >= FEW]
    if len(own) >= FEW:
        told = ", ".join(band(each) for each in sorted(own, key=_order)[:4])
        detail = f"{len(own)} metrics of {one.name} within normal bounds, no failure: {told}"
        signal = tell("metrics-normal", one.name, own[0], detail)
        yield replace(signal, evidence=tuple(dict.fromkeys(each.evidence for each in own)))


def _order(series: Series) -> int:
    first = ("cpu", "connections", "storage", "latency", "lag")
    names = list(by_measure([series]))
    return first.index(names[0]) if names and names[0] in first else len(first)


def tell(name: str, instance: str, series: Series, detail: str, **facts: str) -> Signal:
    """A signal about the instance, dated by the newest point."""
    at, value = series.points[-1]
    known = {"component": instance, "metric": series.metric, **facts, "first": rfc3339(series.points[0][0])}
    return Signal(name, f"database:{instance}", (series.evidence,), at, value, "", detail[:DETAIL], 1, known)
