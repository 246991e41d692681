"""The command `matinee grades`: on tables without a site, and on a site's reviews."""

import csv
import io
import sys

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from app.cli import main
from app.core.clock import utcnow
from app.core.db import db
from app.critics import grade_files, operations
from app.critics.models import CriticReview
from app.scores.rules import Verdict
from app.scores.rules.grades import LabelledGrade, adopted, learn, name_key
from tests.factories import critics, movies


@pytest.fixture(autouse=True)
def no_site(tmp_path, monkeypatch):
    """Keep the commands from finding another site than the test's own."""
    monkeypatch.setenv("MATINEE_INSTANCE_PATH", str(tmp_path / "nowhere"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path


def run(*arguments, table=b"", **options):
    if isinstance(table, str):
        table = table.encode()
    return CliRunner().invoke(main, ["grades", *arguments], input=table, **options)


def rows_of(result, delimiter=","):
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout), delimiter=delimiter))


def test_a_table_gets_three_columns_and_keeps_its_own(no_site):
    table = 'film,grade,critic\n"Salt, Roads",3/4,Cleo\nEmber,"2 ½/4",\nAsa,,\n'

    result = run("suggest", table=table)

    assert result.stdout.splitlines() == [
        "film,grade,critic,normalised,verdict,reason",
        '"Salt, Roads",3/4,Cleo,75,fresh,3/4 is 60 % or more.',
        "Ember,2 ½/4,,62.5,unsure,2.5/4 is Fresh to some critics and Rotten to others;"
        " an editor decides.",
        "Asa,,,,unsure,There is no grade.",
    ]
    assert not (no_site / "nowhere").exists()


def test_verdicts_that_a_table_brings_stay_before_those_that_are_suggested():
    result = run("suggest", table="verdict,grade\nrotten,3/4\n")

    assert result.stdout.splitlines() == [
        "verdict,grade,normalised,verdict,reason",
        "rotten,3/4,75,fresh,3/4 is 60 % or more.",
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_marks_and_line_ends_are_found_and_kept(delimiter):
    lines = [delimiter.join(each) for each in (("Grade", "critic"), ("B", "Bo"))]
    table = b"\xef\xbb\xbf" + ("\r\n".join(lines) + "\r\n").encode()

    result = run("suggest", table=table)

    assert result.stdout_bytes.count(b"\r\n") == 2
    (row,) = rows_of(result, delimiter)
    assert (row["Grade"], row["verdict"], row["normalised"]) == ("B", "fresh", "69.23")


def test_line_breaks_in_quotes_and_odd_rows_come_through():
    table = 'quote,grade\n"one\ntwo",A\nshort\nlong,B,more,and more\n\nlast,F'

    rows = list(csv.reader(io.StringIO(run("suggest", table=table).stdout)))

    assert rows[1][:4] == ["one\ntwo", "A", "92.31", "fresh"]
    assert rows[2][:4] == ["short", "", "", "unsure"]
    assert rows[3][:4] == ["long", "B", "69.23", "fresh"]
    assert rows[3][5:] == ["more", "and more"]
    assert rows[4] == []
    assert rows[5][3] == "rotten"


def test_bytes_that_are_no_utf_8_go_out_as_they_came():
    result = run("suggest", table=b"grade,critic\n3/4,Zo\xeb\n")

    assert b"3/4,Zo\xeb,75,fresh" in result.stdout_bytes


def test_utf_16_is_read():
    result = run("suggest", table="grade\n★★★☆\n".encode("utf-16"))

    assert rows_of(result)[0]["normalised"] == "75"


def test_half_a_character_of_utf_16_stops_nothing():
    table = "grade\n★★★☆\n".encode("utf-16") + b"\n"

    first, second = rows_of(run("suggest", table=table))

    assert (first["normalised"], second["verdict"]) == ("75", "unsure")


def test_a_line_of_excels_tells_the_delimiter_and_stays():
    once = run("suggest", table="sep=;\r\nfilm, year;grade\r\nAsa, 1999;3,5/5\r\n")

    assert once.stdout_bytes.splitlines() == [
        b"sep=;",
        b"film, year;grade;normalised;verdict;reason",
        b"Asa, 1999;3,5/5;70;fresh;3.5/5 is 60 % or more.",
    ]
    assert run("suggest", table=once.stdout_bytes).stdout_bytes == once.stdout_bytes


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("", "nothing to read"),
        ("sep=;\n", "nothing to read"),
        ("\n\n", "nothing to read"),
        ("film,score\nAsa,3\n", 'a column "grade"; it names: film, score'),
        ('film,"grade\n' + "x\n" * 200, "never closed"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_with_2(table, words):
    result = run("suggest", table=table)

    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""


LABELLED = (
    "grade,label,publisher,critic\n"
    + "2.5/4,fresh,The Evening Reel,Cleo\n" * 9
    + "2.5/4,ROTTEN,The  Evening Reel ,Bo\n"
    + "3/4,,The Evening Reel,Bo\n"
)


def test_grades_and_names_in_an_older_encoding_are_read_and_learned(tmp_path):
    known, settings = tmp_path / "known.csv", tmp_path / "settings.csv"
    known.write_bytes(b"grade,verdict,critic\n" + b"2\xbd/4,fresh,Ren\xe9e\n" * 9)
    table = b"grade,critic\n3\xbd/4,Bo\n2\xbd/4,Ren\xe9e\n"

    learned = run("learn", "--from", str(known), "--to", str(settings))
    result = run("suggest", "--settings", str(settings), table=table)

    assert learned.exit_code == 0
    assert "critic,Renée,counts_as,2.5/4,fresh,9,9," in settings.read_text("utf-8")
    lines = result.stdout_bytes.splitlines()
    assert lines[1].startswith(b"3\xbd/4,Bo,87.5,fresh,")
    assert lines[2].startswith(b"2\xbd/4,Ren\xe9e,62.5,fresh,")


def test_suggesting_on_its_own_answer_changes_nothing():
    once = run("suggest", table="grade,critic\n3/4,Bo\nC+,Cleo\n").stdout

    assert run("suggest", table=once).stdout == once


def test_a_quotation_mark_that_is_never_closed_is_named_and_swallows_nothing():
    table = 'grade,quote\n3/4,"said ""so"""\nB,"Long\nC,Bo\n'

    result = run("suggest", table=table)

    assert result.exit_code == 2
    assert result.stdout.splitlines()[1:] == [
        '3/4,"said ""so""",75,fresh,3/4 is 60 % or more.'
    ]
    assert "Line 3: a quotation mark opens that is never closed" in result.stderr
    assert run("suggest", table='grade,critic\nB,5" Bo\n').exit_code == 0


@pytest.mark.parametrize(
    ("closed", "words"),
    [("stdin", "standard input is closed"), ("stdout", "standard output is closed")],
)
def test_a_closed_stream_is_said(monkeypatch, capsys, closed, words):
    monkeypatch.setattr(sys, closed, None)

    with pytest.raises(SystemExit) as stopped:
        main(["grades", "suggest", "--no-settings"])

    assert stopped.value.code == 2
    assert words in capsys.readouterr().err


def test_settings_are_learned_from_a_table_and_used_on_another(tmp_path):
    source, settings = tmp_path / "in.csv", tmp_path / "settings.csv"
    source.write_text(LABELLED)

    result = run("learn", "--from", str(source), "--to", str(settings))

    assert result.exit_code == 0
    assert "10 labelled grades" in result.stderr
    assert "1 row without grade or verdict" in result.stderr
    lines = settings.read_text().splitlines()
    expected = "publication,The Evening Reel,counts_as,2.5/4,fresh,9,10,90 %,"
    assert any(line.startswith(expected) for line in lines)
    table = "grade,publication,critic\n2½/4,THE EVENING REEL,Asa\n2.5/4,Elsewhere,Asa\n"
    here, there = rows_of(run("suggest", "--settings", str(settings), table=table))
    assert (here["verdict"], there["verdict"]) == ("fresh", "unsure")
    assert "by the publication's settings" in here["reason"]


def test_a_line_that_is_taken_out_is_declined(tmp_path):
    source, settings = tmp_path / "in.csv", tmp_path / "settings.csv"
    source.write_text(LABELLED)
    lines = run("learn", "--from", str(source)).stdout.splitlines()
    kept = [line for line in lines if not line.startswith("publication")]
    settings.write_text("\n".join(kept))

    table = "grade,publication\n2.5/4,The Evening Reel\n"
    (row,) = rows_of(run("suggest", "--settings", str(settings), table=table))

    assert row["verdict"] == "unsure"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("house,X,scale,n/5,", "scope 'house' is none of"),
        ("critic,X,habit,n/5,", "kind 'habit' is none of"),
        ("critic,,scale,n/5,", "has a subject"),
        ("site,X,scale,n/5,", "has no subject"),
        ("critic,X,scale,5,", "is no scale"),
        ("critic,X,fresh_from,lovely,", "is no grade"),
        ("critic,X,counts_as,C+,perhaps", "is no verdict"),
    ],
)
def test_settings_that_cannot_be_are_refused_with_their_row(tmp_path, line, words):
    settings = tmp_path / "settings.csv"
    settings.write_text(f"scope,subject,kind,value,verdict\n{line}\n")

    result = run("suggest", "--settings", str(settings), table="grade\nA\n")

    assert result.exit_code == 2
    assert "Row 2" in result.stderr
    assert words in result.stderr


@pytest.mark.parametrize("verb", [["suggest", "--settings"], ["learn", "--from"]])
def test_a_file_that_is_not_there_is_said(tmp_path, verb):
    result = run(*verb, str(tmp_path / "none.csv"), table="grade\nA\n")

    assert result.exit_code == 2
    assert "none.csv" in result.stderr


def test_a_file_that_cannot_be_written_is_said(tmp_path):
    source = tmp_path / "in.csv"
    source.write_text(LABELLED)

    result = run("learn", "--from", str(source), "--to", str(tmp_path / "no" / "x.csv"))

    assert result.exit_code == 2
    assert "x.csv: No such file or directory" in result.stderr


def test_learning_without_a_verdict_column_is_refused(tmp_path):
    source = tmp_path / "in.csv"
    source.write_text("grade,critic\nA,Cleo\n")

    result = run("learn", "--from", str(source))

    assert result.exit_code == 2
    assert '"verdict" or "label"' in result.stderr


def on_site(app, *arguments):
    """Run a command in the application of the test."""
    db.session.commit()
    return app.test_cli_runner().invoke(main, ["grades", *arguments])


def test_a_site_learns_proposes_and_accepts(app):
    film, outlet = movies.movie(), critics.publication("The Evening Reel")
    for verdict in [Verdict.FRESH] * 5 + [None]:
        review = CriticReview(
            movie_id=film.id,
            publication_id=outlet.id,
            original_grade="2.5/4",
            verdict=verdict,
        )
        operations.publish(review, at=utcnow())

    assert "5 labelled reviews; 1 proposal waits." in on_site(app, "learn").stdout
    listed = on_site(app, "proposals").stdout
    assert listed.endswith("\n1 proposal waits\n")
    assert "2.5/4 counts as Fresh" in listed
    assert "1 Fresh" in listed
    neither = on_site(app, "accept")
    assert neither.exit_code == 2
    accepted = on_site(app, "accept", "--all", "--least-share", "80")
    assert "1 setting is in force; this decides 1: 1 Fresh" in accepted.stdout
    gone = on_site(app, "decline", "999")
    assert gone.exit_code == 1
    assert "No longer there: proposal 999" in gone.stderr
    number = int(listed.split()[0])
    late = on_site(app, "decline", str(number))
    assert late.exit_code == 1
    assert f"about setting {number}, The Evening Reel: 2.5/4 counts" in late.stderr


names = st.none() | st.sampled_from(["cleo", "bo"]) | st.text(max_size=5)
labelled = st.builds(
    lambda critic, outlet, grade, verdict, count: LabelledGrade(
        name_key(critic or ""), name_key(outlet or ""), grade, verdict, count
    ),
    names,
    names,
    st.sampled_from(["3/4", "2.5/4", "4.5/5", "85/100", "7", "4.5", "B-", "C+", "R"])
    | st.text(max_size=6),
    st.sampled_from(Verdict),
    st.integers(min_value=1, max_value=30),
)


@given(st.lists(labelled, max_size=20))
def test_whatever_was_learned_comes_back_from_its_file_as_it_was(given_reviews):
    proposals = learn(given_reviews)
    file = io.StringIO(newline="")

    grade_files.write_settings(proposals, {}, file)

    file.seek(0)
    assert grade_files.settings_in(file) == adopted(each.setting for each in proposals)
    assert all(0 < each.agreeing <= each.evidence for each in proposals)


cells = st.lists(st.text(max_size=12), min_size=2, max_size=4)


@given(st.lists(cells, max_size=6))
def test_no_table_at_all_makes_suggesting_fail(rows):
    given_table = io.StringIO(newline="")
    csv.writer(given_table).writerows([["grade", "critic"], *rows])
    out = io.StringIO(newline="")

    table = grade_files.sheet(io.StringIO(given_table.getvalue(), newline=""))
    grade_files.write_suggestions(table, out, {})

    written = list(csv.reader(io.StringIO(out.getvalue(), newline="")))
    assert len(written) == len(rows) + 1
    for row, before in zip(written[1:], rows, strict=True):
        assert row[:2] == before[:2]
        assert row[4]
