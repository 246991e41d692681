"""An instance folder that is read-only: pages are shown, writes are put off."""

import pytest

from tests.support.posting import kept, post
from tests.support.ticks import Ticks


@pytest.fixture
def frozen(cramped_site, filled):
    """Return a site on a disk that lets nobody write, the disk and ada's cookies."""
    return begun_frozen(cramped_site, filled, MATINEE_JOB_WORKERS="0")


@pytest.fixture
def frozen_with_worker(cramped_site, filled, mail_server):
    """Return the same with jobs that send mail."""
    return begun_frozen(cramped_site, filled, MATINEE_MAIL_SERVER=mail_server.address)


def begun_frozen(cramped_site, filled, **settings):
    """Let ada post, then start the site anew on a disk that lets nobody write."""
    site, disk = cramped_site("sqlite", MATINEE_DATABASE_WAIT="1", **settings)
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


def test_a_file_that_cannot_be_kept_is_put_off(frozen):
    site, _, cookies = frozen
    ada = site.visitor()
    ada.cookies = cookies
    token = ada.token("/account/import")
    part = '--b\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n{}\r\n'
    body = (
        part.format("csrf_token", "", token)
        + part.format("file", '; filename="ratings.csv"', "Name,Year,Rating\r\n")
        + "--b--\r\n"
    ).encode()

    answer = ada.ask(
        "POST",
        "/account/import",
        body,
        {"Content-Type": "multipart/form-data; boundary=b"},
    )

    assert answer.status == 503
    assert answer.headers["Retry-After"]
    assert "disk unavailable" in site.output
    assert "Traceback" not in site.output


def test_once_it_can_be_written_again_the_running_site_goes_on(
    frozen_with_worker, mail_server
):
    site, disk, cookies = frozen_with_worker
    ada, stranger = site.visitor(), site.visitor()
    ada.cookies = cookies
    # Every thread holds a connection that was opened while nobody could write.
    for _ in range(20):
        assert site.visitor().get("/movies/film-1/review").status in (200, 303)
    token = ada.get("/movies/film-1/review").page.token
    assert post(ada, "film-1", token, 3, "Not yet.").status == 503

    disk.thaw()

    again = post(ada, "film-1", token, 3, "Now.")
    assert again.status == 303, site.output
    assert "Now." in stranger.get("/movies/film-1").text
    fields = {"csrf_token": stranger.token(), "email": "member.0@example.org"}
    assert stranger.post("/account/recovery", fields).status in (200, 303)
    with Ticks() as ticks:
        ticks.until(lambda: mail_server.letters, seconds=5, what=lambda: site.output)
    assert kept(site)["member.0@example.org", "film-1"] == [(3, "Now.")]


def test_a_command_says_what_is_wrong(frozen):
    site, _, _ = frozen

    rebuilt = site.run("scores", "rebuild")

    assert rebuilt.returncode == 75
    assert "Traceback" not in rebuilt.stdout
    assert "readonly database" in rebuilt.stdout
