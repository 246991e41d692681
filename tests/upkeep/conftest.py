"""What the tests of upkeep share: sites of real processes, made as for faults."""

from tests.faults.conftest import filled, made_site

__all__ = ["filled", "made_site"]
