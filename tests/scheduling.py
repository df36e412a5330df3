"""Which worker runs which test: those on one real storefront server stay together.

A server takes a minute to boot and its tests clear its shop, so each has one worker. Files are
told apart by name: `test_medusa.py`, `test_vendure_orders.py`. All other tests go where there is
room, after these, which take longest.
"""

from pathlib import PurePosixPath

from xdist.scheduler import LoadScopeScheduling


class OneWorkerForEachServer(LoadScopeScheduling):  # type: ignore[misc]  # it has no types
    def _split_scope(self, nodeid: str) -> str:
        path = PurePosixPath(nodeid.partition("::")[0])
        return path.stem.split("_")[1] if path.parent.name == "storefronts" else nodeid
