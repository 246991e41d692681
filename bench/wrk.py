"""Put load on an address with wrk, and read what it saw."""

import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bench.measuring import Load, read_wrk, sound
from bench.servers import CLIENT_CORE, Server, pinned

CONNECTIONS = 16
ROUND_ROBIN = """
local paths = {{}}
for line in io.lines("{file}") do paths[#paths + 1] = line end
local place = 0
request = function()
  place = place % #paths + 1
  return wrk.format("GET", paths[place])
end
"""


def load(
    server: Server,
    path: str,
    seconds: float,
    *,
    headers: Mapping[str, str] | None = None,
    script: Path | None = None,
    connections: int = CONNECTIONS,
) -> Load:
    """Ask for an address as often as it answers, for some seconds.

    Raises NothingMeasured where an answer failed: errors would be quick.
    """
    command = [
        *pinned(CLIENT_CORE),
        *(
            "wrk",
            "-t1",
            f"-c{connections}",
            f"-d{max(1, round(seconds))}s",
            "--latency",
        ),
        *("--timeout", "30s"),
    ]
    for name, value in (headers or {}).items():
        command += ["-H", f"{name}: {value}"]
    if script is not None:
        command += ["-s", str(script)]
    before = server.processor()
    done = subprocess.run(
        [*command, server.base + path], check=True, capture_output=True, text=True
    )
    return sound(read_wrk(done.stdout, server.processor() - before), path)


def loading(
    server: Server, path: str, seconds: float, **options: object
) -> Callable[[], Load]:
    """Return what puts this load on when it is called."""
    return lambda: load(server, path, seconds, **options)  # type: ignore[arg-type]


def round_robin(folder: Path, name: str, paths: Sequence[str]) -> Path:
    """Write a script that asks for one path after the other."""
    listed, script = folder / f"{name}.txt", folder / f"{name}.lua"
    listed.write_text("\n".join(paths) + "\n", encoding="utf-8")
    script.write_text(ROUND_ROBIN.format(file=listed), encoding="utf-8")
    return script
