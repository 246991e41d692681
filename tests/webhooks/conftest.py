"""What tests of webhooks share: receivers, and a site that uses webhooks."""

from dataclasses import replace

import pytest

from tests.webhooks.receiver import Receiver


@pytest.fixture
def receiver():
    """Start receivers: `receiver(500, 200)`."""
    started = []

    def start(*answers) -> Receiver:
        started.append(Receiver(*answers))
        return started[-1]

    yield start
    for each in started:
        each.close()


def switched_on(app, monkeypatch, **others):
    """Let a site use webhooks, to this machine as well."""
    values = {"webhooks": True, "webhook_plain_http": True} | others
    settings = replace(app.config["SETTINGS"], **values)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    return settings


@pytest.fixture
def hooked(app, monkeypatch):
    """Return the settings of a site that uses webhooks."""
    return switched_on(app, monkeypatch)
