"""An environment for each tool, made from its own locked list: they agree on little."""

import subprocess
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
UV = HERE / ".venv" / "bin" / "uv"


def program(tool: str) -> str:
    """Return the path of a tool's program, installed if it is not there as locked."""
    lock = HERE / "requirements" / f"{tool}.txt"
    place = HERE / f".venv-{tool}"
    python, stamp = place / "bin" / "python", place / ".holds"
    wanted = sha256(lock.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != wanted:
        print(f"Making the environment {place.name}")
        ours = HERE / ".venv" / "bin" / "python"
        run(UV, "venv", "--quiet", "--clear", "--python", ours, place)
        run(UV, "pip", "install", "--quiet", "--python", python, *HASHED, lock)
        stamp.write_text(wanted)
    return str(place / "bin" / tool)


HASHED = ("--require-hashes", "-r")


def run(*command: object) -> None:
    """Run a command; raises CalledProcessError if it fails."""
    subprocess.run([str(each) for each in command], check=True)
