"""An instance folder that is read-only: pages are shown, writes are put off."""

import pytest

from tests.support.posting import kept, post


@pytest.fixture
def frozen(cramped_site, filled):
    """Return a site on a disk that lets nobody write, and the disk."""
    site, disk = cramped_site(
        "sqlite", MATINEE_JOB_WORKERS="0", MATINEE_DATABASE_WAIT="1"
    )
    filled(site, movies=2)
    site.start()
    ada = site.visitor("member.0@example.org")
    assert post(ada, "film-0", ada.token("/movies/film-0/review"), 7, "Before.")
    site.stop()
    disk.freeze()
    site.start()
    return site, disk, ada.cookies


def test_pages_go_on_and_posts_are_503_until_it_can_be_written(frozen):
    site, disk, cookies = frozen
    ada = site.visitor()
    ada.cookies = cookies

    form = ada.get("/movies/film-1/review")
    refused = post(ada, "film-1", form.page.token, 3, "Not yet.")

    assert f"Nothing can be written to {site.instance}" in site.output
    assert "Traceback" not in site.output
    assert "Before." in site.visitor().get("/movies/film-0").text
    assert form.status == 200
    assert refused.status == 503
    assert refused.headers["Retry-After"]
    assert refused.page.find("#kept").text.strip() == "Not yet."
    site.stop()
    disk.thaw()
    site.start()
    again = post(ada, "film-1", form.page.token, 3, "Now.")
    assert again.status == 303, site.output
    assert kept(site) == {
        ("member.0@example.org", "film-0"): [(7, "Before.")],
        ("member.0@example.org", "film-1"): [(3, "Now.")],
    }


def test_a_command_says_what_is_wrong(frozen):
    site, _, _ = frozen

    rebuilt = site.run("scores", "rebuild")

    assert rebuilt.returncode == 75
    assert "Traceback" not in rebuilt.stdout
    assert "readonly database" in rebuilt.stdout
