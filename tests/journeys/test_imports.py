"""A member brings a file: sends it, corrects it, takes it in, and takes it back."""

import zipfile

import pytest
from playwright.sync_api import expect

from app.imports.rules.member_files import LARGEST_UPLOAD
from tests.journeys.screen import join
from tests.support import brought
from tests.support.site import until

FILM = {"Date": "2024-05-31", "Name": "Counterclockwise", "Year": "", "Rating": "4.5"}
OTHER = {"Date": "2024-05-31", "Name": "Everything It Kept", "Rating": "2"}


@pytest.fixture
def export(tmp_path):
    """Return an export of two films, one under a title that the site does not know."""
    path = tmp_path / "letterboxd.zip"
    path.write_bytes(brought.letterboxd(ratings=[FILM, OTHER]))
    return path


def settled(page, heading, *, script):
    """Wait for the work: by itself with script, without it by looking again."""
    title = page.get_by_role("heading", level=1)
    again = page.get_by_role("link", name="Look again")
    if not script:
        until(lambda: title.inner_text() == heading or again.click())
    expect(title).to_have_text(heading)


@pytest.mark.parametrize("script", [True, False])
def test_a_file_is_brought_corrected_and_taken_back(screen, newcomer, export, script):
    page = screen(script=script).page
    if script:
        join(page, newcomer, "/account/import")
    else:
        register_plainly(page, newcomer)

    page.get_by_label("Your file").set_input_files(export)
    page.get_by_role("button", name="Send it").click()
    settled(page, "Ready for you to look at", script=script)
    expect(page.get_by_role("heading", name="1 film to bring in")).to_be_visible()
    page.get_by_role("link", name="No such film here (1)").click()
    page.get_by_role("link", name="Choose the film for Everything It Kept").click()
    page.get_by_label("Title").fill("tide kept")
    page.get_by_role("button", name="Look for it").click()
    page.get_by_role("button", name="Everything the Tide Kept").click()
    expect(page.get_by_role("heading", name="2 films to bring in")).to_be_visible()
    page.get_by_role("button", name="Bring them in").click()
    settled(page, "Brought in", script=script)

    page.goto("/movies/everything-the-tide-kept/review")
    expect(page.get_by_role("radio", name="2 stars", exact=True)).to_be_checked()
    page.go_back()
    page.get_by_role("button", name="Take it back").click()
    settled(page, "Taken back", script=script)
    page.goto("/movies/everything-the-tide-kept/review")
    expect(page.get_by_role("radio", name="2 stars", exact=True)).not_to_be_checked()


def register_plainly(page, name):
    """Become a member on the way to the page, without script."""
    page.goto("/account/register?next=/account/import")
    page.get_by_label("Name").fill(name)
    page.get_by_label("E-mail address").fill(f"{name.replace(' ', '.')}@example.org")
    page.get_by_label("Password").fill("lanterns over Ostrava")
    page.get_by_role("button", name="Register").click()
    page.wait_for_url("**/account/import")


def test_what_is_mine_can_be_taken_along(page, newcomer):
    join(page, newcomer, "/account/export")

    with page.expect_download() as waiting:
        page.get_by_role("button", name="Take everything along").click()

    with zipfile.ZipFile(waiting.value.path()) as archive:
        assert {"README.txt", "ratings.csv", "profile.json"} <= set(archive.namelist())


def test_a_file_that_is_too_large_is_told_so_before_it_is_sent(
    screen, newcomer, export, tmp_path
):
    page = screen().page
    join(page, newcomer, "/account/import")
    field, send = (
        page.get_by_label("Your file"),
        page.get_by_role("button", name="Send"),
    )
    large = tmp_path / "everything.zip"
    with large.open("wb") as file:
        file.truncate(LARGEST_UPLOAD + 1)

    field.set_input_files(large)
    said = field.evaluate("(field) => field.validationMessage")
    send.click()

    assert said == "A file may have 20 MB here, and this one has more."
    expect(page.get_by_role("heading", level=1)).to_have_text("Bring your own")
    field.set_input_files(export)
    send.click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Bring your own")
