"""A form that is in order says the same, read at once or through the library."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.audience.forms import STEPS, AudienceReviewForm
from app.audience.rules import LONGEST_REVIEW

LINE_BREAKS = "\r\n" * 5
SENT = st.fixed_dictionaries(
    {},
    optional={
        "rating": st.sampled_from([*STEPS, "", "0", "11", "01", "1.5", " 4", "four"]),
        "body": st.sampled_from(
            [
                "",
                " Slow and sure.\r\n",
                "a" * LONGEST_REVIEW,
                "a" * (LONGEST_REVIEW + 1),
                LINE_BREAKS + "a" * (LONGEST_REVIEW - 5),
            ]
        ),
        "spoiler": st.sampled_from(["", "y", "false", "False", "0", "on"]),
    },
)


@pytest.fixture(scope="module")
def judged(applications):
    """Return what the library's form makes of what was sent."""
    app = applications("sqlite")

    def judge(sent):
        with app.test_request_context(method="POST", data=sent):
            form = AudienceReviewForm(meta={"csrf": False})
            return form.to_opinion() if form.validate() else None

    return judge


@given(SENT)
def test_it_is_read_as_the_library_reads_it(judged, sent):
    assert AudienceReviewForm.read(sent) == judged(sent)
