"""Letters of Greek and Cyrillic that read as Latin ones, so that nobody hides in them.

`Ада` in Cyrillic and `Ada` look the same on a page, though no letter is shared. The
tables are our own and small: what most fonts draw alike. Capitals and small letters
stand apart, since a Greek capital nu is read as N and the small one as v.
"""

import unicodedata
from collections.abc import Iterator

GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹͿαινορυϲϳ", "ABEZHIKMNOPTYXCJaivopucj", strict=True))
CYRILLIC = dict(
    zip(
        "АВЕКМНОРСТУХІЈЅԌԚԜҮӀѴаеорсухіјѕһԁԛԝүӏѵ",
        "ABEKMHOPCTYXIJSGQWYIVaeopcyxijshdqwylv",
        strict=True,
    )
)
# Alike at a glance only: too little to search texts by, enough to keep names apart.
CLOSE_GREEK = dict(zip("γηκτχω", "ynktxw", strict=True))
CLOSE_CYRILLIC = dict(zip("вкмнтг", "bkmhtr", strict=True))

ALIKE = str.maketrans(GREEK | CYRILLIC)
CLOSE = str.maketrans(GREEK | CYRILLIC | CLOSE_GREEK | CLOSE_CYRILLIC)
# Of two letters that read alike the first, which is the common one, is taken back.
BACK = [
    str.maketrans({plain: own for own, plain in reversed(table.items())})
    for table in (GREEK | CLOSE_GREEK, CYRILLIC | CLOSE_CYRILLIC)
]

EAST_ASIAN = {"CJK", "IDEOGRAPHIC", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"}
# Marks and signs that belong to no script, though Unicode counts them as letters.
OF_NONE = {"MODIFIER", "FEMININE", "MASCULINE"}


def unmasked(text: str, *, closely: bool = False) -> str:
    """Return a text with Latin letters in the place of those that read as them.

    >>> unmasked("Саsіno")
    'Casino'

    With `closely` also of those that only resemble one, as names are compared.
    """
    table = CLOSE if closely else ALIKE
    # Twice: the decomposition makes letters, and would make others of two of ours.
    parts = unicodedata.normalize("NFKD", text.translate(table)).translate(table)
    return unicodedata.normalize("NFKC", parts)


def masked(text: str) -> Iterator[str]:
    """Give what a text may stand for when all of it is Greek or all of it Cyrillic.

    Only whole words of one script: "Ada" gives "Ада" with a Cyrillic d, and nothing
    in Greek, where no letter reads as d.
    """
    plain = unmasked(text, closely=True)
    for back in BACK:
        for form in dict.fromkeys((plain, plain.lower(), plain.upper(), plain.title())):
            parts = unicodedata.normalize("NFD", form).translate(back)
            own = unicodedata.normalize("NFC", parts)
            if "LATIN" not in scripts(own):
                yield own


def scripts(text: str) -> set[str]:
    """Return the scripts of a text's letters, as Unicode's names of letters begin."""
    common = unicodedata.normalize("NFKC", text)
    letters = {one for one in common if unicodedata.category(one)[0] == "L"}
    names = {unicodedata.name(one, "MODIFIER") for one in letters}
    return {name.replace("-", " ").split()[0] for name in names} - OF_NONE


def mixes_scripts(text: str) -> bool:
    """Tell whether a text is written in letters of several scripts.

    Chinese, Japanese and Korean are written in several, and with Latin letters beside.
    """
    found = scripts(text)
    if found & EAST_ASIAN:
        found -= EAST_ASIAN | {"LATIN"}
        return bool(found)
    return len(found) > 1
