"""What tests of members' files share: a film, a member, a file that is sent."""

from io import BytesIO

import pytest

from app.core.jobs import run_waiting
from app.imports import storage
from tests.factories.accounts import member
from tests.factories.movies import movie


@pytest.fixture
def film(app):
    return movie("Salt Year")


@pytest.fixture
def ada(app, client, sign_in):
    user = member("Ada")
    sign_in(client, user)
    return user


@pytest.fixture
def send(app, client):
    """Send a file on the page, and let it be read: `send(content, "x.csv")`."""

    def sent(content, name="export.zip"):
        if isinstance(content, str):
            content = content.encode()
        answer = client.send(
            "/account/import",
            {"file": (BytesIO(content), name)},
            page="/account/import",
        )
        assert answer.status_code == 303, answer.text
        run_waiting(app)
        return answer.location

    return sent


@pytest.fixture
def press(app, client):
    """Press a button of an import's page, and let its work be done."""

    def pressed(path, verb, **fields):
        answer = client.send(f"{path}/{verb}", fields, page="/account/import")
        run_waiting(app)
        return answer

    return pressed


@pytest.fixture(autouse=True)
def nothing_left(request):
    """Forget jobs and files that a test left: both outlive its transaction."""
    yield
    if "app" in request.fixturenames:
        app = request.getfixturevalue("app")
        app.extensions["jobs"].flush()
        with app.app_context():
            for path in storage.folder().iterdir():
                path.unlink()
