"""A run that is ended takes the servers along that it has started."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.config import ROOT
from bench import sites
from tests.support.site import free_port

RUN = """
import sys, time
from bench import servers
from bench.servers import end_by_signal, serving
servers.FIRST_PORT = int(sys.argv[1])
end_by_signal()
with serving("bench.hello:app", core=None) as server:
    print(server.process.pid, flush=True)
    time.sleep(600)
"""


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_ended_ends_its_servers(how):
    run = subprocess.Popen(
        [sys.executable, "-c", RUN, str(free_port())],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with run:
        assert run.stdout is not None
        server = int(run.stdout.readline())
        run.send_signal(how)
        code = run.wait(60)

    assert code != 0
    assert not Path(f"/proc/{server}").exists()


def test_a_kept_site_with_older_tables_is_made_anew(tmp_path, monkeypatch):
    ran = []
    monkeypatch.setattr(sites, "matinee", lambda command, _: ran.append(command))
    site = sites.made(tmp_path / "site", ("demo", "load"))
    sites.made(site, ("demo", "load"))
    assert len(ran) == 2

    (site / sites.MADE).write_text("0001_lay_the_tables", encoding="utf-8")
    sites.made(site, ("demo", "load"))

    assert len(ran) == 4
