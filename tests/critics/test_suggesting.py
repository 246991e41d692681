"""A table that brings verdicts of its own: a supplied one always wins."""

from tests.critics.test_grade_commands import rows_of, run

OWN_VERDICTS = (
    "film,Verdict,grade\n"
    "Asa,rotten,3/4\n"
    "Ember,,3/4\n"
    "Salt,unsure,2.5/4\n"
    "Dune,Fresh,\n"
    "Lamps,must see,C+\n"
)


def test_a_supplied_verdict_stays_and_an_empty_one_is_filled_in():
    result = run("suggest", table=OWN_VERDICTS)

    assert result.stdout.splitlines() == [
        "film,Verdict,grade,normalised,reason",
        "Asa,rotten,3/4,75,The verdict was supplied.",
        "Ember,fresh,3/4,75,3/4 is 60 % or more.",
        "Salt,unsure,2.5/4,62.5,2.5/4 is Fresh to some critics and Rotten to others;"
        " an editor decides.",
        "Dune,Fresh,,,The verdict was supplied.",
        "Lamps,must see,C+,53.85,The verdict was supplied.",
    ]


def test_what_an_editor_decides_in_an_answer_is_supplied_from_then_on():
    once = run("suggest", table=OWN_VERDICTS).stdout
    assert run("suggest", table=once).stdout == once

    decided = once.replace("Salt,unsure", "Salt,rotten")
    again = rows_of(run("suggest", table=decided))

    assert [row["Verdict"] for row in again] == [
        "rotten",
        "fresh",
        "rotten",
        "Fresh",
        "must see",
    ]
    assert again[2]["reason"] == "The verdict was supplied."
