"""The list of references that state points to: kept in the evidence store, so that a checkpoint holds digests alone."""

from collections.abc import Iterable, Mapping

import orjson

from astreinte.domain import Reading, Ref, load
from astreinte.evidence import Evidence, Store

PROBED = "0:probe"
"""The name of what triage read, before the first round."""

LISTS = 64
"""Lists kept at hand: a digest always stands for the same one."""


class Docket:
    """Files references by round and source. State carries `{"<round>:<source>": digest}`."""

    def __init__(self, store: Store, evidence: Evidence) -> None:
        self._store = store
        self._evidence = evidence
        self._read: dict[str, tuple[Ref, ...]] = {}
        self._newest: tuple[tuple[tuple[str, str], ...], tuple[Ref, ...]] = ((), ())

    def file(self, name: str, readings: Iterable[Reading]) -> dict[str, str]:
        """Keep the references of these readings; nothing to keep is an empty update."""
        refs = tuple(self._evidence.ref(each) for each in readings)
        if not refs:
            return {}
        digest = self._store.put(orjson.dumps([ref.plain for ref in refs], option=orjson.OPT_SORT_KEYS).decode())
        self._hold(digest, refs)
        return {name: digest}

    def keep(self, text: str) -> str:
        """Keep a text under its digest."""
        return self._store.put(text)

    def kept(self, digest: str) -> str:
        """The text kept under a digest.

        Raises:
            IntegrityError, StoreUnavailable: it is damaged or gone.
        """
        return self._store.get(digest)

    def refs(self, filed: Mapping[str, str]) -> list[Ref]:
        """Every reference filed so far.

        Raises:
            IntegrityError, StoreUnavailable: a list is damaged or gone.
        """
        return [ref for name in sorted(filed) for ref in self._list(filed[name])]

    def _list(self, digest: str) -> tuple[Ref, ...]:
        if digest not in self._read:
            self._hold(digest, tuple(load(Ref, each) for each in orjson.loads(self._store.get(digest))))
        return self._read[digest]

    def _hold(self, digest: str, refs: tuple[Ref, ...]) -> None:
        if len(self._read) >= LISTS:
            self._read.clear()
        self._read[digest] = refs

    def latest(self, filed: Mapping[str, str]) -> list[Ref]:
        """One reference a query: the newest, in order of time."""
        wanted = tuple(sorted(filed.items()))
        if self._newest[0] != wanted:
            chosen: dict[tuple[str, str, str], Ref] = {}
            for ref in sorted(self.refs(filed), key=lambda each: each.at):
                chosen[ref.query.key] = ref
            self._newest = (wanted, tuple(sorted(chosen.values(), key=lambda each: (each.at, each.id))))
        return list(self._newest[1])
