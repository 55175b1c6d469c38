"""Faults by type, each in several variants, injected into the invented applications."""

from collections.abc import Callable
from dataclasses import dataclass

from astreinte.replay.player import take_of
from astreinte.replay.scenario import Declared, Environment, Expected, Scenario
from astreinte.replay.stage import Take
from tests.clusters.faults_placing import Faults, placing
from tests.clusters.faults_running import ADDRESSES, ROUTES, running, stored
from tests.clusters.model import Change, Town
from tests.clusters.render_rest import recordings
from tests.clusters.towns import booting, campus, shop

TOWNS: dict[str, Callable[[], Town]] = {
    "shop": shop,
    "campus": campus,
    "campus-own": lambda: campus(shared=False, secret=False),
    "campus-env": lambda: campus(secret=False),
    "boot": lambda: booting(campus(secret=False)),
}


@dataclass(frozen=True)
class Variant:
    """A cause in one town by one change. Answers whose query begins with any of `without` were never recorded."""

    cause: str
    town: str
    name: str
    change: Change
    without: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.cause}-{self.town}-{self.name}"

    def take(self) -> Take:
        """The recorded case, with what is to be found."""
        town = TOWNS[self.town]()
        component = self.change(town)
        kept = [each for each in recordings(town) if not f"{each.tool} {each.query}".startswith(self.without or ("-",))]
        return take_of(scenario(town, self.cause, component), kept)


def scenario(town: Town, cause: str = "", component: str = "") -> Scenario:
    return Scenario(
        id="case-1",
        declare=Declared(title="Part of the service does not answer", at=town.at, source="alert"),
        environment=Environment(domain="k3s", namespace=town.namespace, policy="observe"),
        expected=Expected(cause=(cause,), component=(component,)) if cause else Expected(),
    )


def variants() -> list[Variant]:
    """All of them, the same order each time."""
    sets: list[tuple[str, Faults]] = []
    for town, (db, app, other, caller) in NAMES.items():
        sets += [(town, placing(db, app, other)), (town, running(app, other, caller))]
    sets.append(("boot", running(*NOISY[1:])))
    for town, names in STORES.items():
        sets.append((town, stored(*names)))
    sets += [("campus", ROUTES), ("shop", ADDRESSES)]
    return [
        Variant(cause, town, name, change)
        for town, faults in sets
        for cause, changes in faults.items()
        for name, change in changes.items()
    ]


NAMES = {
    "shop": ("basket-cache", "pricing", "basket", "storefront"),
    "campus": ("campusdb-mysql", "cx-enrol-service", "cx-enrol-other-service", "cx-gateway-service"),
    "campus-own": ("cx-exam2-mysql", "cx-exam2-service", "cx-exam-service", "cx-gateway-service"),
}
NOISY = ("cx-user-service", "cx-user-service", "cx-course-service", "cx-gateway-service")
STORES = {
    "boot": ("cx-user-service", "cx-staff-service", "campusdb-mysql"),
    "shop": ("orders", "orders", "ledger-db"),
    "campus": ("cx-enrol-service", "cx-grade-service", "campusdb-mysql"),
    "campus-own": ("cx-room-service", "cx-room-service", "cx-room-mysql"),
    "campus-env": ("cx-user-service", "cx-staff-service", "campusdb-mysql"),
}
