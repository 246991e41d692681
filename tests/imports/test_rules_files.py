"""Members' files are read line by line; what cannot be is refused with its place."""

import io
import struct
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.imports.rules import archives, letterboxd
from app.imports.rules.archives import Limits
from app.imports.rules.decoding import text_of
from app.imports.rules.entries import plain
from app.imports.rules.letterboxd import Outgoing
from app.imports.rules.member_files import Source, understood
from app.imports.rules.plain_text import plain_text
from app.imports.rules.refusals import FileRefused
from tests.support import brought

TODAY = date(2026, 6, 1)
KNOWN = ("ratings.csv", "diary.csv")
SALT = {"Date": "2024-05-31", "Name": "Salt Year", "Year": "2012"}


def read(content, name="file.csv"):
    if isinstance(content, str):
        content = content.encode()
    return understood(io.BytesIO(content), name, today=TODAY)


def only(upload):
    (item,) = upload.items
    return item


def test_half_stars_become_half_steps():
    rows = [
        SALT | {"Name": f"Film {number}", "Rating": stars}
        for number, stars in enumerate(["0.5", "1", "1.0", "3.5", "5", "4,5"])
    ]

    upload = read(brought.listed("ratings.csv", *rows))

    assert upload.source is Source.LETTERBOXD
    assert [item.rating for item in upload.items] == [1, 2, 2, 7, 10, 9]


@pytest.mark.parametrize("stars", ["0", "5.5", "3.25", "-1", "five", "6", "1e0", "٣"])
def test_other_stars_are_refused_with_their_place(stars):
    upload = read(
        brought.listed("ratings.csv", SALT | {"Rating": "4"}, SALT | {"Rating": stars})
    )

    (refusal,) = upload.refusals
    assert (refusal.line, refusal.column, refusal.value) == (3, "rating", stars)
    assert "half stars" in refusal.expected
    assert only(upload).rating == 8


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("Date", "31.05.2024"),
        ("Date", "2026-06-03"),
        ("Date", "1887-12-31"),
        ("Year", "12"),
        ("Year", "9999"),
        ("Name", ""),
        ("Name", "x" * 301),
    ],
)
def test_what_cannot_be_is_refused_and_the_rest_is_read(column, value):
    upload = read(
        brought.listed(
            "ratings.csv", SALT | {"Rating": "3", column: value}, SALT | {"Rating": "4"}
        )
    )

    (refusal,) = upload.refusals
    assert refusal.line == 2
    assert refusal.column == column.lower()
    assert only(upload).rating == 8


def test_a_rewatch_that_is_neither_yes_nor_nothing_is_refused():
    upload = read(brought.listed("diary.csv", SALT | {"Rewatch": "perhaps"}))

    assert upload.items == []
    assert upload.refusals[0].column == "rewatch"


def test_one_film_of_several_lists_is_one_item():
    upload = read(
        brought.letterboxd(
            ratings=[SALT | {"Rating": "4.5", "Date": "2024-06-02"}],
            diary=[
                SALT
                | {
                    "Rating": "3",
                    "Watched Date": "2024-05-30",
                    "Letterboxd URI": "https://b.example/1",
                },
                SALT
                | {
                    "Date": "2024-06-01",
                    "Rating": "4",
                    "Rewatch": "Yes",
                    "Tags": "cinema, rain",
                    "Watched Date": "2024-06-01",
                    "Letterboxd URI": "https://b.example/2",
                },
            ],
            reviews=[
                SALT
                | {
                    "Rating": "3",
                    "Review": "Dry.\n\nAnd <b>salty</b>.",
                    "Watched Date": "2024-05-30",
                    "Letterboxd URI": "https://b.example/1",
                }
            ],
            watchlist=[SALT],
        )
    )

    item = only(upload)
    assert item.rating == 9
    assert item.on == date(2024, 6, 2)
    assert item.words == "Dry.\n\nAnd **salty**."
    assert item.wish
    assert [(each.on, each.rewatch, each.rating) for each in item.viewings] == [
        (date(2024, 5, 30), False, 6),
        (date(2024, 6, 1), True, 8),
    ]
    assert item.viewings[1].tags == "cinema, rain"


def test_the_latest_rating_of_a_diary_wins():
    rows = [
        SALT | {"Date": day, "Rating": stars, "Watched Date": day}
        for day, stars in (
            ("2024-03-01", "5"),
            ("2024-01-01", "1"),
            ("2024-02-01", "2"),
        )
    ]

    item = only(read(brought.listed("diary.csv", *rows)))

    assert item.rating == 10
    assert len(item.viewings) == 3


def test_words_without_stars_stay_with_the_viewing():
    item = only(
        read(
            brought.listed(
                "reviews.csv", SALT | {"Review": "No.", "Watched Date": "2024-05-30"}
            )
        )
    )

    assert (item.rating, item.words) == (None, "")
    assert item.viewings[0].words == "No."
    assert "no stars" in item.remarks[0]


def test_a_list_without_ratings_needs_its_name():
    text = brought.listed("watchlist.csv", SALT)

    assert only(read(text, "My watchlist.csv")).wish
    assert only(read(text, "watched.csv")).viewings[0].on is None
    with pytest.raises(FileRefused, match="nothing else tells the two apart"):
        read(text, "list.csv")


def test_imdb_is_read_by_the_names_of_its_columns():
    row = {"Const": "tt0000042", "Your Rating": "7", "Title": "Salt Year"}
    row |= {"Date Rated": "2024-05-31", "Year": "2012", "Title Type": "Movie"}
    older = [name for name in brought.IMDB if name != "Original Title"]

    for header in (brought.IMDB, older, sorted(older)):
        item = only(read(brought.imdb(row, header=header)))
        assert (item.rating, item.on) == (7, date(2024, 5, 31))
        assert item.identifiers == (("imdb", "tt0000042"),)
        assert item.is_film


def test_a_series_is_never_taken_for_a_film():
    row = {"Const": "tt0000042", "Your Rating": "7", "Title": "Salt Year"}

    item = only(read(brought.imdb(row | {"Title Type": "TV Series"})))

    assert not item.is_film


@pytest.mark.parametrize("rating", ["", "0", "11", "7.5"])
def test_imdb_without_a_whole_number_is_refused(rating):
    row = {"Const": "tt0000042", "Title": "Salt Year", "Your Rating": rating}

    assert read(brought.imdb(row)).refusals[0].column == "your rating"


def test_a_broken_last_line_loses_that_line_alone():
    text = brought.listed("ratings.csv", SALT | {"Rating": "4"}) + '2024-01-01,"Cut off'

    upload = read(text)

    assert only(upload).rating == 8
    assert upload.refusals[0].line == 3
    assert "closing quotation mark" in upload.refusals[0].expected


def test_bare_quotes_endless_cells_and_zero_bytes_are_refused_by_line():
    good = "2024-01-01,Salt Year,2012,,4\n"
    text = brought.listed("ratings.csv") + good
    text += '2024-01-01,"Salt" Year,2012,,4\n'
    text += f"2024-01-01,{'x' * 140_000},2012,,4\n"
    text += "2024-01-01,Sa\0lt,2012,,4\n2024-01-01,Short\n"

    upload = read(text)

    assert only(upload).rating == 8
    assert [refusal.line for refusal in upload.refusals] == [3, 4, 5, 6]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_a_file_is_read_however_it_was_saved(encoding):
    text = brought.listed("ratings.csv", SALT | {"Name": "Été salé", "Rating": "4"})

    assert only(read(text.encode(encoding))).title == "Été salé"


def test_a_file_of_an_old_windows_is_read_and_said():
    text = brought.listed("ratings.csv", SALT | {"Name": "Été", "Rating": "4"})

    upload = read(text.encode("latin-1"))

    assert only(upload).title == "Été"
    assert "Windows-1252" in upload.remarks[0]


def test_one_broken_letter_costs_one_letter():
    text, remark = text_of("Été à Évora ö ".encode() + b"\xe9 end", "x.csv")

    assert text == "Été à Évora ö \ufffd end"
    assert "1 letter was no UTF-8" in remark


def test_bytes_that_are_no_text_are_refused_with_line_and_byte():
    with pytest.raises(FileRefused, match=r"line 2: the byte 0x81"):
        text_of(b"a,b\nc,\x81", "x.csv")


def test_another_file_is_refused_by_its_columns():
    with pytest.raises(FileRefused, match=r"line 1: 'a, b'; expected the columns"):
        read("a,b\n1,2\n")


@pytest.mark.parametrize("content", [b"", b"\n\n", b"Date,Name,Year,Letterboxd URI\n"])
def test_a_file_with_nothing_in_it_is_refused(content):
    with pytest.raises(FileRefused):
        read(content, "watched.csv")


def unpacked(content, limits=None):
    return dict(archives.members(io.BytesIO(content), KNOWN, limits))


def test_only_known_members_come_out_of_a_zip():
    content = brought.packed(
        {
            "ratings.csv": "a",
            "deleted/ratings.csv": "b",
            "orphaned/diary.csv": "c",
            "likes/films.csv": "d",
            "profile.csv": "e",
            "inner.zip": brought.packed({"diary.csv": "f"}),
        }
    )

    assert unpacked(content) == {"ratings.csv": b"a"}


def test_one_folder_around_an_export_is_no_hindrance():
    content = brought.packed({"my-export/diary.csv": "a", "my-export/x.txt": "b"})

    assert unpacked(content) == {"diary.csv": b"a"}


@pytest.mark.parametrize(
    "name", ["../ratings.csv", "/ratings.csv", "C:\\ratings.csv", "a/../../ratings.csv"]
)
def test_a_path_out_of_the_zip_refuses_all_of_it(name):
    with pytest.raises(FileRefused, match="expected plain names"):
        unpacked(brought.packed({"ratings.csv": "a", name: "b"}))


def test_a_link_refuses_all_of_it():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("ratings.csv")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/hostname")

    with pytest.raises(FileRefused, match="expected plain files"):
        unpacked(out.getvalue())


def test_a_member_that_stands_twice_refuses_all_of_it():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("ratings.csv", "a")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("ratings.csv", "b")

    with pytest.raises(FileRefused, match="twice"):
        unpacked(out.getvalue())


def test_a_bomb_stops_at_the_ratio():
    content = brought.packed({"ratings.csv": b"0" * 8_000_000})
    assert len(content) < 20_000

    with pytest.raises(FileRefused, match="150 times its size"):
        unpacked(content)


def test_a_large_member_and_a_large_sum_stop_at_their_limits():
    content = brought.packed({"ratings.csv": b"0" * 900, "diary.csv": b"1" * 900})

    assert len(unpacked(content, Limits(member_bytes=1000, total_bytes=2000))) == 2
    with pytest.raises(FileRefused, match="more than 800 bytes"):
        unpacked(content, Limits(member_bytes=800))
    with pytest.raises(FileRefused, match="more than 600 bytes"):
        unpacked(content, Limits(member_bytes=1000, total_bytes=1500))


def test_a_header_that_lies_about_a_size_is_not_believed():
    content = bytearray(brought.packed({"ratings.csv": b"0" * 5000}))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = content.index(mark) + offset
        content[place : place + 4] = struct.pack("<L", 10)

    with pytest.raises(FileRefused):
        unpacked(bytes(content), Limits(member_bytes=100))


def test_thousands_of_members_are_refused_before_they_are_listed():
    many = brought.packed({f"{number}.csv": "" for number in range(3000)})

    with pytest.raises(FileRefused, match="2,000"):
        unpacked(many)
    with pytest.raises(FileRefused, match="files; expected an export"):
        unpacked(many, Limits(directory=1000))


def test_a_locked_zip_is_refused():
    content = bytearray(brought.packed({"ratings.csv": "a"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1

    with pytest.raises(FileRefused, match="password"):
        unpacked(bytes(content))


@given(st.integers(0, 400))
def test_a_zip_that_was_cut_off_is_refused(length):
    content = brought.packed({"ratings.csv": "Date,Name\n" * 40, "diary.csv": "x"})

    with pytest.raises(FileRefused):
        unpacked(content[: min(length, len(content) - 1)])


@given(st.binary(max_size=300), st.integers(0, 10_000))
def test_no_damage_to_a_zip_breaks_the_reader(damage, place):
    content = bytearray(brought.letterboxd(ratings=[SALT | {"Rating": "4"}]))
    place %= len(content)
    content[place : place + len(damage)] = damage

    try:
        read(bytes(content))
    except FileRefused as refused:
        assert "expected" in str(refused) or "ZIP" in str(refused)


@given(st.binary(max_size=600))
def test_no_bytes_break_the_reader(content):
    try:
        read(b"Date,Name,Year,Letterboxd URI,Rating\n" + content)
    except FileRefused as refused:
        assert "expected" in str(refused)


@given(st.text(max_size=400))
def test_no_text_breaks_the_reader_and_every_line_is_told(text):
    try:
        upload = read("Date,Name,Year,Letterboxd URI,Rating\n" + text)
    except FileRefused:
        return
    assert upload.lines >= len(upload.items) + len(upload.refusals) > 0
    for refusal in upload.refusals:
        assert refusal.expected
        assert refusal.line > 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I <3 it, <sigh> & so on", "I <3 it, <sigh> & so on"),
        ("<i>Fine</i>,<br>&quot;really&quot; &amp; so", '*Fine*,\n"really" & so'),
        ("<p>One</p><p>Two</p>", "One\n\n\n\nTwo"),
        ("<script>alert(1)</script>x", "x"),
        ("<img src=x onerror=alert(1)>y", "y"),
        (
            '<a href="https://a.example/?b=1&amp;c">there</a>',
            "[there](https://a.example/?b=1&c)",
        ),
        ('<a href="javascript:alert(1)">there</a>', "there"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("<svg onload=alert(1)>gone</svg>kept", "kept"),
        ("<!-- a -->b", "b"),
    ],
)
def test_markup_goes_and_words_stay(text, words):
    assert plain_text(text) == words


@given(st.text(alphabet="<>&;/abi=\"' !-", max_size=200))
def test_no_markup_breaks_the_cleaning(text):
    plain_text(text)


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]),
    min_size=1,
    max_size=60,
)


@given(
    st.lists(
        st.builds(
            Outgoing,
            title=WORDS,
            year=st.none() | st.integers(1888, 2026),
            rating=st.integers(1, 10),
            review=st.just("") | WORDS,
        ),
        min_size=1,
        max_size=8,
        unique_by=lambda film: plain(film.title),
    )
)
def test_what_goes_out_for_letterboxd_comes_in_again(films):
    pieces = list(letterboxd.pieces(films))

    upload = read(b"".join(pieces))

    assert upload.refusals == []
    assert [
        (item.title, item.year, item.rating, item.words) for item in upload.items
    ] == [(film.title, film.year, film.rating, film.review) for film in films]


def test_pieces_stay_below_a_megabyte_and_no_film_is_lost():
    films = [
        Outgoing(f"Film {number}", 2012, rating=7, review="ö" * 2000)
        for number in range(700)
    ]

    pieces = list(letterboxd.pieces(films))

    assert len(pieces) == 3
    assert all(len(piece) < 1_000_000 for piece in pieces)
    assert all(piece.startswith(b"LetterboxdURI,tmdbID,imdbID") for piece in pieces)
    assert sum(len(read(piece).items) for piece in pieces) == 700
