"""What RFC 4287 asks of a feed, as rules: `complaints(document)` names every breach."""

import re
from collections import Counter

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
DAY = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
CLOCK = r"([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?"
MOMENT = re.compile(rf"{DAY}T{CLOCK}(Z|[+-]\d\d:\d\d)")
IRI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+", re.IGNORECASE)
MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(;.*)?")
ONCE = {"id", "title", "updated"}
AT_MOST_ONCE = {
    "feed": {"subtitle", "logo", "icon", "generator", "rights"},
    "entry": {"content", "published", "summary", "source", "rights"},
}
KNOWN = {
    "feed": {*ONCE, *AT_MOST_ONCE["feed"], *("author", "contributor", "category")}
    | {"link", "entry"},
    "entry": {*ONCE, *AT_MOST_ONCE["entry"], *("author", "contributor", "category")}
    | {"link"},
    "author": {"name", "uri", "email"},
}
TEXTS = {"title", "subtitle", "summary", "rights"}
MOMENTS = {"updated", "published"}


def complaints(document: bytes) -> list[str]:
    """Return what is wrong with a feed."""
    root = etree.fromstring(document)
    if root.tag != f"{ATOM}feed":
        return ["the root is no feed"]
    entries = root.findall(f"{ATOM}entry")
    found = of_container(root)
    for entry in entries:
        found += of_container(entry)
        if root.find(f"{ATOM}author") is None and entry.find(f"{ATOM}author") is None:
            found.append("an entry without an author")
        alternates = [link for link in links(entry) if relation(link) == "alternate"]
        if entry.find(f"{ATOM}content") is None and not alternates:
            found.append("an entry with neither content nor alternate link")
    names = Counter(entry.findtext(f"{ATOM}id") for entry in entries)
    found += [f"the id {name} twice" for name, number in names.items() if number > 1]
    return found


def of_container(element) -> list[str]:
    """Return what is wrong with a feed or an entry itself."""
    kind = local(element)
    numbers = Counter(local(child) for child in element)
    found = [
        f"{kind}: {name} {numbers[name]} times" for name in ONCE if numbers[name] != 1
    ]
    found += [
        f"{kind}: {name} {numbers[name]} times"
        for name in AT_MOST_ONCE[kind]
        if numbers[name] > 1
    ]
    found += [f"{kind}: unknown {name}" for name in numbers if name not in KNOWN[kind]]
    same = Counter(
        (link.get("type"), link.get("hreflang"))
        for link in links(element)
        if relation(link) == "alternate"
    )
    found += [f"{kind}: two alternates alike" for number in same.values() if number > 1]
    for child in element:
        found += of_child(child)
    return found


def of_child(child) -> list[str]:
    """Return what is wrong with one element of a feed or an entry."""
    name, text = local(child), child.text or ""
    if name in MOMENTS and not MOMENT.fullmatch(text):
        return [f"{name} is no moment: {text!r}"]
    if name in {"id", "icon", "logo"} and not IRI.fullmatch(text):
        return [f"{name} is no IRI: {text!r}"]
    if name == "link":
        return of_link(child)
    if name == "author":
        return of_person(child)
    if name in TEXTS | {"content"}:
        return of_text(child)
    return []


def of_link(link) -> list[str]:
    """Return what is wrong with a link."""
    if not IRI.fullmatch(link.get("href", "")):
        return [f"a link to {link.get('href')!r}"]
    kind = link.get("type")
    return [] if kind is None or MEDIA_TYPE.fullmatch(kind) else [f"link type {kind!r}"]


def of_person(person) -> list[str]:
    """Return what is wrong with a person."""
    names = person.findall(f"{ATOM}name")
    found = [] if len(names) == 1 and names[0].text else ["a person without one name"]
    uri = person.findtext(f"{ATOM}uri")
    if uri is not None and not IRI.fullmatch(uri):
        found.append(f"a person's uri {uri!r}")
    return found + [
        f"a person's {local(child)}"
        for child in person
        if local(child) not in KNOWN["author"]
    ]


def of_text(element) -> list[str]:
    """Return what is wrong with a text or a content."""
    name, kind = local(element), element.get("type", "text")
    if kind not in {"text", "html", "xhtml"}:
        return [f"{name} of type {kind!r}"]
    if kind == "xhtml":
        return [] if len(element) == 1 else [f"{name}: xhtml without one div"]
    return [f"{name}: elements in {kind}"] if len(element) else []


def links(element) -> list:
    """Return the links of a feed or an entry."""
    return element.findall(f"{ATOM}link")


def relation(link) -> str:
    """Return what a link is to what it stands in."""
    return link.get("rel", "alternate")


def local(element) -> str:
    """Return the name of an element; one that is not Atom's keeps its namespace."""
    return element.tag.removeprefix(ATOM)
