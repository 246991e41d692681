"""What the tests of upkeep share: sites of real processes, made as for faults."""

from datetime import UTC, datetime

from app.upkeep.backup import restoring, taking
from tests.faults.conftest import filled, made_site, small_disk

__all__ = ["filled", "made_site", "small_disk"]

AT = datetime(2026, 5, 1, tzinfo=UTC)


def quiet(name, size):
    """Tell nobody."""


def back_up(site, file, *, with_keys=False) -> None:
    with site.rows() as app:
        settings = app.config["SETTINGS"]
        taking.take(settings, file, with_keys=with_keys, at=AT, progress=quiet)


def put_back(site, file) -> list[str]:
    with site.rows() as app:
        return restoring.restore(app.config["SETTINGS"], file, progress=quiet)
