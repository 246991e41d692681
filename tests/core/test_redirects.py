"""A reader is sent to a path of this site and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.redirects import local_path

FOREIGN = (
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "/%2fevil.example",
    "/%2Fevil.example",
    "/%5cevil.example",
    "/%252fevil.example",
    "/\t/evil.example",
    "/x\r\nSet-Cookie: a=b",
    "/%0d%0aSet-Cookie: a=b",
    " /movies",
    "movies",
    "",
    None,
    "/" + "x" * 600,
)


@pytest.mark.point("S13")
@pytest.mark.parametrize("path", FOREIGN)
def test_a_path_that_may_lead_elsewhere_is_refused(path: str | None) -> None:
    assert local_path(path) is None


@pytest.mark.parametrize(
    "path", ["/", "/movies/m?show=top", "/movies/m/review", "/search?q=a%20b"]
)
def test_a_path_of_ours_is_kept(path: str) -> None:
    assert local_path(path) == path


@given(st.text(max_size=60))
def test_whatever_is_let_through_stays_on_this_site(text: str) -> None:
    path = local_path(text)

    assert path is None or (path[0] == "/" and path[1:2] not in {"/", "\\"})
