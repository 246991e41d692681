"""Settings are read by a child process, so that a web process needs no pydantic."""

import threading

import pytest

from app import apart
from app.checking import read
from tests.support.own_process import printed_by

READ = """
import os, sys
os.environ |= {"MATINEE_BLOCKED_ADDRESSES": "192.0.2.7", "MATINEE_HOLDS": "on"}
from app import apart
told = apart.read_settings()
assert "pydantic" not in sys.modules
assert told == apart.read_here()
print(told.blocked_addresses, told.holds.name)
"""
REFUSED = """
import os, sys
os.environ["MATINEE_THREADS"] = "none"
from app import apart
assert apart.read_by_child() is None
assert "pydantic" not in sys.modules
try:
    apart.read_settings()
except ValueError as refused:
    print(refused)
"""
ENDED = """
import os, sys
from app import apart
apart.tell = lambda sender: os._exit(1)
assert apart.read_by_child() is None
print(apart.read_settings().threads)
"""
NO_ROOM = """
import errno, os
def refused():
    raise OSError(errno.EAGAIN, "there are too many processes")
os.fork = refused
from app import apart
assert apart.read_by_child() is None
print(apart.read_settings().threads)
"""
DAEMON = """
from multiprocessing import get_context
from app import apart
def tell():
    print(apart.read_settings().threads, flush=True)
daemon = get_context("fork").Process(target=tell, daemon=True)
daemon.start()
daemon.join()
"""
INTERRUPTED = """
import os, signal
from app import apart
read = apart.read_here
def read_slowly():
    os.kill(os.getpid(), signal.SIGINT)
    return read()
apart.read_here = read_slowly
print(apart.read_by_child().threads)
"""
LEFT_ALONE = """
from multiprocessing import Pipe
from app import apart
receiver, sender = Pipe(duplex=False)
receiver.close()
apart.tell(sender)
print("quiet")
"""


def test_a_child_reads_what_would_be_read_here(tmp_path):
    assert printed_by(READ, tmp_path) == "(IPv4Network('192.0.2.7/32'),) ON"


def test_what_is_refused_is_said_as_ever(tmp_path):
    said = printed_by(REFUSED, tmp_path)

    assert said.startswith("MATINEE_THREADS is refused: it is no whole number. It")


def test_a_child_that_ends_is_done_without(tmp_path):
    assert printed_by(ENDED, tmp_path) == "8"


@pytest.mark.parametrize("code", [NO_ROOM, DAEMON])
def test_where_no_child_can_be_had_they_are_read_here(tmp_path, code):
    assert printed_by(code, tmp_path) == "8"


def test_an_interrupt_is_for_the_parent_to_hear(tmp_path):
    assert printed_by(INTERRUPTED, tmp_path) == "8"


def test_a_child_whose_parent_is_gone_ends_quietly(tmp_path):
    assert printed_by(LEFT_ALONE, tmp_path) == "quiet"


def test_there_is_no_child_beside_other_threads(monkeypatch):
    monkeypatch.delitem(apart.sys.modules, apart.CHECKING)
    going = threading.Event()
    other = threading.Thread(target=going.wait)
    alone = apart.can_part()

    other.start()
    beside = apart.can_part()
    going.set()
    other.join()

    assert (alone, beside) == (threading.active_count() == 1, False)


@pytest.mark.parametrize("limit", ["63", "none"])
def test_a_value_out_of_bounds_is_refused(limit):
    with pytest.raises(ValueError, match="MATINEE_REQUEST_LIMIT"):
        read(request_limit=limit)


def test_a_font_must_be_a_file(tmp_path):
    with pytest.raises(ValueError, match="MATINEE_PICTURE_FONT"):
        read(picture_font=tmp_path)
