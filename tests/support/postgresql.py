"""A PostgreSQL of the tests' own: started for one run, thrown away after it."""

import atexit
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import psycopg

from tests.support import machine

# Nothing here has to survive a power cut.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
LASTING = "-c fsync=off"
OWNER = "postgres"


class Cluster:
    """A running PostgreSQL that only this machine's owner of the run can reach.

    One that is to be broken is `lasting`: what it has committed outlives its end.
    """

    def __init__(self, programs: Path, *, lasting: bool = False) -> None:
        self.programs = programs
        self.options = LASTING if lasting else FAST
        # The socket lies inside, and its path must stay short.
        self.folder = Path(tempfile.mkdtemp(prefix="matinee-pg-"))
        self.data = self.folder / "data"
        self.owner: dict[str, str] = {}
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root.
            shutil.chown(self.folder, OWNER, OWNER)
            self.owner = {"user": OWNER, "group": OWNER}
        atexit.register(self.stop)
        # A run that is told to end leaves no cluster behind either.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        self.run("initdb", "-D", self.data, "-U", OWNER, "-A", "trust", "-E", "UTF8",
                 "--locale=C", "--no-sync")  # fmt: skip
        self.begin()

    def begin(self) -> None:
        """Start it, and wait until it takes connections."""
        options = f"{self.options} -c listen_addresses='' -c max_connections=200"
        self.run("pg_ctl", "-D", self.data, "-w", "-l", self.folder / "log", "-o",
                 f"{options} -k {self.folder}", "start")  # fmt: skip

    def answer(self) -> None:
        """Take a connection and answer a question, as a measure of how busy all is."""
        execute(str(self.folder), "SELECT 1")

    def halt(self) -> None:
        """End it at once, whoever is connected, as when its machine goes down."""
        if (self.data / "postmaster.pid").exists():
            self.run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    def run(self, program: str, *arguments: object) -> None:
        """Run one of PostgreSQL's programs as the one who may."""
        command = [str(self.programs / program), *map(str, arguments)]
        done = subprocess.run(
            command,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **self.owner,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{done.stdout}")

    def stop(self) -> None:
        """End it and remove all that it wrote."""
        atexit.unregister(self.stop)
        self.halt()
        shutil.rmtree(self.folder, ignore_errors=True)


def start(*, lasting: bool = False) -> Cluster | None:
    """Start a cluster, or return None where PostgreSQL is not installed."""
    programs = machine.postgresql()
    return None if programs is None else Cluster(programs, lasting=lasting)


def address(folder: str, database: str) -> str:
    """Return the address of a database of the cluster in a folder."""
    return f"postgresql:///{database}?host={folder}&user={OWNER}"


def create(
    cluster: str,
    database: str,
    template: str | None = None,
    *,
    folder: Path | None = None,
) -> str:
    """Create a database, empty or as a copy, and return its address.

    Its tables lie in `folder`, where one is given: a new one on whatever disk.
    """
    source = f' TEMPLATE "{template}"' if template else ""
    if folder is not None:
        folder.mkdir()
        if os.geteuid() == 0:
            shutil.chown(folder, OWNER, OWNER)
        execute(cluster, f"CREATE TABLESPACE \"{database}\" LOCATION '{folder}'")
        source += f' TABLESPACE "{database}"'
    execute(cluster, f'CREATE DATABASE "{database}"{source}')
    return address(cluster, database)


def drop(folder: str, database: str) -> None:
    """Drop a database, whoever is still connected to it."""
    execute(folder, f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def execute(folder: str, statement: str) -> None:
    """Run a statement that no transaction may hold."""
    with psycopg.connect(address(folder, "postgres"), autocommit=True) as connection:
        connection.execute(statement)
