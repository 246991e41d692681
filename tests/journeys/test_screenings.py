"""An organiser prints codes; a viewer rates with one on a phone."""

import csv
import io

import pytest
from playwright.sync_api import expect

from tests.journeys.screen import FILM


@pytest.fixture
def slips(screen):
    """Return the addresses on the slips of a new screening."""
    page = screen().page
    page.goto("/account/login?next=/desk/screenings")
    page.get_by_label("E-mail").fill("edda@demo.example")
    page.get_by_label("Password").fill("matinee-demo")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Movie").fill(FILM)
    page.get_by_label("Place").fill("Kino Lantern")
    page.get_by_label("Day").fill("2199-03-04")
    page.get_by_label("Codes work until").fill("2199-03-05")
    page.get_by_label("How many codes").fill("3")
    page.get_by_role("button", name="Make the codes").click()
    page.get_by_role("link", name="Table (CSV)").wait_for()
    table = page.request.get(page.url + "/codes.csv").text()
    return [row["address"] for row in csv.DictReader(io.StringIO(table))]


@pytest.mark.parametrize("script", [True, False])
def test_a_viewer_rates_on_a_phone_in_three_touches(screen, slips, script):
    page = screen(width=320, script=script).page
    page.goto(slips[0])

    page.get_by_role("radio", name="4.5 stars", exact=True).check(force=True)
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    expect(page.get_by_text("Your 4.5 stars are in.")).to_be_visible()


def test_the_second_phone_is_told(screen, slips):
    first, other = screen(width=320), screen(width=320)
    for phone in (first, other):
        phone.page.goto(slips[1])
        stars = phone.page.get_by_role("radio", name="4 stars", exact=True)
        stars.check(force=True)
    first.page.get_by_role("button", name="Send").click()
    expect(first.page.get_by_role("heading", name="Thank you")).to_be_visible()

    other.expect_status(409)
    other.page.get_by_role("button", name="Send").click()

    expect(other.page.get_by_role("heading", name="Used already")).to_be_visible()
