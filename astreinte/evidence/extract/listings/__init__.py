"""Lists, states and statistics that tools print one row a thing: units, guests, pools, links, clocks, releases."""

from astreinte.evidence.extract.seen import Extractor

from .clocks import find_offsets
from .damage import find_damage
from .fired import find_fired
from .guests import find_guests
from .lineage import find_lineage
from .links import find_losses
from .owners import find_owners
from .pools import find_pools
from .queues import find_queues
from .reached import find_reached
from .replicas import find_replicas
from .runtime import find_runtime
from .schedules import find_schedules
from .sessions import find_sessions
from .shares import find_shares
from .silenced import find_silenced
from .statistics import find_statistics
from .stores import find_allocated, find_stores
from .synced import find_synced
from .tunnels import find_tunnels
from .units import find_units

LISTINGS: tuple[Extractor, ...] = (
    find_units,
    find_guests,
    find_runtime,
    find_pools,
    find_shares,
    find_statistics,
    find_losses,
    find_offsets,
    find_synced,
    find_lineage,
    find_fired,
    find_sessions,
    find_schedules,
    find_damage,
    find_queues,
    find_tunnels,
    find_stores,
    find_silenced,
    find_reached,
    find_owners,
    find_replicas,
    find_allocated,
)

__all__ = ["LISTINGS"]
