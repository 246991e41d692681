"""Static files under addresses that hold the hash of their content.

At start the files of `static/` are copied once into the instance folder under such
names, sheets and scripts joined and without their comments, and everything that gains
by it compressed ahead. WhiteNoise serves them in front of Flask, to be kept for a year.
"""

import gzip
import re
import shutil
import tempfile
from hashlib import sha256
from pathlib import Path

import brotli
from flask import Flask
from whitenoise import WhiteNoise

from app.config import ROOT, Settings
from app.core.security import FileHeaders

SOURCE = ROOT / "static"
SHEETS = ("css/matinee.css", "css/working.css", "css/embed.css")
"""The first for every page, the second for those that are more than read."""

SCRIPTS = {"js/matinee.js": ("js/matinee.js", "js/search.js")}
"""What every page needs goes as one file."""

COMPRESSED = {".css", ".js", ".svg", ".json", ".webmanifest"}
LEFT_OUT = {".md", ".txt"}
PREFIX = "/static/"
YEAR = 365 * 24 * 3600
IMPORT = re.compile(r"""@import\s+url\(["']?([^"')]+)["']?\)\s*;""")
ADDRESS = re.compile(r"""url\(["']?(?!data:|#)([^"')]+)["']?\)""")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# In scripts only where a line begins: elsewhere it could be part of a text.
LINES_OF_COMMENT = re.compile(r"^\s*/\*.*?\*/\s*?\n", re.DOTALL | re.MULTILINE)


class Assets:
    """The static files of one build: `urls` maps a name to its address."""

    def __init__(self, source: Path = SOURCE) -> None:
        self.bodies: dict[str, bytes] = {}
        self.urls: dict[str, str] = {}
        parts = {each for joined in SCRIPTS.values() for each in joined}
        for path in sorted(source.rglob("*")):
            name = path.relative_to(source).as_posix()
            if not path.is_file() or path.suffix in {".css", *LEFT_OUT}:
                continue
            if name in SCRIPTS:
                script = "".join(lean(source / each) for each in SCRIPTS[name])
                self.add(name, script.encode())
            elif path.parent == source / "js" and name not in parts:
                self.add(name, lean(path).encode())
            elif name not in parts:
                self.add(name, path.read_bytes())
        for sheet in SHEETS:
            if (source / sheet).exists():
                self.add(sheet, self.joined(source / sheet, source).encode())
        together = "".join(sorted(self.urls.values()))
        self.build = sha256(together.encode()).hexdigest()[:16]

    def add(self, name: str, body: bytes) -> None:
        """Give a file its address."""
        stem, dot, ending = name.rpartition(".")
        if not dot:
            return
        digest = sha256(body).hexdigest()[:12]
        self.urls[name] = f"{PREFIX}{stem}.{digest}.{ending}"
        self.bodies[name] = body

    def joined(self, sheet: Path, source: Path) -> str:
        """Return a sheet with what it imports in place and its addresses hashed."""

        def addressed(match: re.Match[str]) -> str:
            target = (sheet.parent / match[1]).resolve()
            name = target.relative_to(source.resolve()).as_posix()
            return f'url("{self.urls[name]}")'

        text = COMMENT.sub("", sheet.read_text())
        parts = IMPORT.split(text)
        # Every second part is the name of an imported sheet.
        for place, part in enumerate(parts):
            if place % 2:
                parts[place] = self.joined((sheet.parent / part).resolve(), source)
            else:
                parts[place] = ADDRESS.sub(addressed, part)
        text = "\n".join(parts)
        return "\n".join(line.strip() for line in text.splitlines() if line.strip())

    def write(self, folder: Path) -> Path:
        """Write the files once, whole, with their compressed forms."""
        made = folder / self.build
        if made.exists():
            return made
        folder.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=folder))
        draft.chmod(0o755)
        for name, body in self.bodies.items():
            path = draft / self.urls[name].removeprefix(PREFIX)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
            if path.suffix in COMPRESSED:
                Path(f"{path}.br").write_bytes(brotli.compress(body))
                Path(f"{path}.gz").write_bytes(gzip.compress(body, mtime=0))
        try:
            draft.rename(made)
        except OSError:
            # Another process was first; its files are the same.
            shutil.rmtree(draft)
        return made


def lean(script: Path) -> str:
    """Return a script of ours without the comments that stand on lines of their own."""
    return LINES_OF_COMMENT.sub("", script.read_text())


def init_app(app: Flask, settings: Settings) -> None:
    """Serve the static files, and tell templates their addresses."""
    assets = Assets()
    folder = assets.write(settings.instance_path / "static")
    app.config["ASSETS"] = assets
    app.jinja_env.globals["asset_url"] = assets.urls.__getitem__
    others = app.wsgi_app
    files = WhiteNoise(
        others,
        root=str(folder),
        prefix=PREFIX,
        max_age=YEAR,
        immutable_file_test=lambda path, url: True,
    )
    app.wsgi_app = FileHeaders(files, others, PREFIX, settings)  # type: ignore[method-assign]
