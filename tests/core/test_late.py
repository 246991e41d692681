"""Modules that come when they are wanted, and libraries that leave others alone."""

import pytest
from alembic.script import ScriptDirectory

from app.config import ROOT
from app.core import revisions
from app.core.late import later
from tests.support.own_process import printed_by

LEAN = """
import sys
import app.lean
assert "structlog" in sys.modules and "rich" not in sys.modules
import rich.console
print(rich.console.Console.__name__)
"""

COMPLETE = """
import sys
import app.lean
assert "flask_security" in sys.modules and "webauthn" not in sys.modules
import app.wsgi
for package in tuple(app.lean.owed):
    app.lean.complete(package)
import email_validator
from flask_security import mail_util, webauthn, webauthn_util
from huey.storage import RedisStorage
from passlib import totp
from redis import Redis
from webauthn.helpers import structs
assert webauthn.AuthenticatorTransport is structs.AuthenticatorTransport
assert webauthn_util.ResidentKeyRequirement is structs.ResidentKeyRequirement
assert mail_util.email_validator is email_validator
assert RedisStorage.redis_client is Redis
assert totp._cg_ciphers.modes.CTR
places = {**sys.modules}
for module in sys.modules.copy().values():
    for each in vars(module).values():
        if isinstance(each, type) and each is not app.lean.Absent:
            places[f"{each.__module__}.{each.__name__}"] = each
print([
    f"{place}.{name}"
    for place, what in places.items()
    for name, value in vars(what).items()
    if type(value) in (app.lean.Absent, app.lean.Name)
])
"""


def test_a_late_module_has_what_the_module_has():
    colours = later("colorsys")

    assert colours.rgb_to_hls(1, 1, 1) == (0.0, 1.0, 0.0)
    with pytest.raises(AttributeError):
        _ = colours.no_such_name


def test_what_a_library_went_without_can_be_imported_later(tmp_path):
    assert printed_by(LEAN, tmp_path) == "Console"


def test_a_library_has_all_that_it_was_loaded_before_once_it_is_complete(tmp_path):
    assert printed_by(COMPLETE, tmp_path) == "[]"


def test_the_newest_revision_is_the_one_that_alembic_finds():

    scripts = ScriptDirectory(str(ROOT / "app" / "migrations"))

    assert revisions.ours().newest == scripts.get_current_head()
