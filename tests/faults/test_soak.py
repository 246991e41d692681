"""The soak of `make soak` for a few seconds: its promises, but none about time."""

from bench.soak import broken, soaked


def test_readers_and_writers_at_once_lose_nothing(database, made_site):
    site = made_site(database, MATINEE_WORKERS="2")

    soak = soaked(site, seconds=2, readers=20, writers=6, least=30)

    assert [row for row in broken(soak, timed=False) if not row[-1]] == []
    assert len(soak.posted) >= 30
    assert soak.page_times
