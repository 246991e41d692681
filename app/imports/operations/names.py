"""Know critics and publications by their names, and add those that are new."""

from collections.abc import Sequence, Set
from operator import attrgetter
from typing import Any

from app.core.db import db, insert_into
from app.imports.queries import matching as queries
from app.imports.queries.matching import BYLINES, Name
from app.imports.rules.cleaning import name_key
from app.imports.rules.memory import MOST
from app.movies.rules import slugify


class Bylines:
    """The critics, or the publications, of a site; one row for all spellings."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.keys: dict[str | None, str] = {}
        self.added: list[Name] = []
        self.ids: dict[str, int | None] = {}
        self.refused: set[str] = set()
        self.load()

    def load(self) -> None:
        """Read who is there, and under which names they were known before."""
        self.known = queries.names(self.kind)
        self.slugs = queries.slugs(self.kind)
        self.ids.clear()
        self.ids[""] = None
        self.refused.clear()
        by_id = {name.id: name for name in self.known.values()}
        self.original: dict[str, str] = {}
        for former, owner_id in queries.former_names(self.kind):
            owner, key = by_id.get(owner_id), name_key(former)
            if owner is not None and key not in self.known:
                self.original[key] = owner.key

    def keys_of(self, names: Sequence[str | None]) -> list[str]:
        """Return the keys of names, "" for nobody."""
        if len(self.keys) > MOST:
            self.keys.clear()
        keys = self.keys
        for name in dict.fromkeys(names):
            if name not in keys:
                keys[name] = name_key(name) if name else ""
                self.meet(name, keys[name])
        return [keys[name] for name in names]

    def meet(self, name: str | None, key: str) -> None:
        """Remember how a name that is new was printed first."""
        if name and key not in self.known and key not in self.original:
            self.known[key] = Name(key, name, None)

    def named(self, key: str) -> Name | None:
        """Return whom a key names; None for nobody."""
        if not key:
            return None
        return self.known[self.original.get(key, key)]

    def add(self, keys: Set[str]) -> None:
        """Add the rows of names that are new, and know the numbers of all of them."""
        new = keys - self.ids.keys()
        wanted = (self.named(key) for key in new)
        found = [name for name in wanted if name and name.id is None]
        missing = {name.key: name for name in sorted(found, key=attrgetter("key"))}
        table: Any = BYLINES[self.kind]
        while missing:
            by_slug = {self.free_slug(name.name): name for name in missing.values()}
            values = [
                {"slug": slug, "name": name.name} for slug, name in by_slug.items()
            ]
            statement = (
                insert_into(table)
                .on_conflict_do_nothing(index_elements=["slug"])
                .returning(table.id, table.slug)
            )
            for row in db.session.execute(statement, values).all():
                name = by_slug[row.slug]
                name.id = row.id
                self.added.append(missing.pop(name.key))
        for key in new:
            name = self.known[self.original.get(key, key)]
            self.ids[key] = name.id
            if not name.approved:
                self.refused.add(key)

    def free_slug(self, name: str) -> str:
        """Return an address that nobody has."""
        plain = slugify(name)
        slug, number = plain, 2
        while slug in self.slugs:
            slug, number = f"{plain}-{number}", number + 1
        self.slugs.add(slug)
        return slug
