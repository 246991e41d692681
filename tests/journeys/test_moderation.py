"""A newcomer's first post, and a report with all that may follow, on a strict site."""

import re
from itertools import count

import pytest
from playwright.sync_api import expect

from app import create_app
from app.core.db import db
from tests.factories import accounts, audience, movies
from tests.journeys.conftest import served
from tests.journeys.screen import PASSWORD, Screen, join, post, rate, register
from tests.support.databases import close, settings_of

NUMBERS = count(1)
ENDLESS = "W" * 400
ROUGH = "What a fool made this."


@pytest.fixture(scope="module")
def strict(databases, tmp_path_factory):
    """Serve a site that is no demo, with holds on; yield its address and settings."""
    instance = tmp_path_factory.mktemp("strict")
    settings = settings_of(databases.with_tables("sqlite"), instance)
    app = create_app(settings)
    with app.app_context():
        accounts.mo()
        accounts.member("Max", roles=("moderator",))
        accounts.member("Rhea", roles=("administrator",))
    close(app)
    with served(settings, MATINEE_HOLDS="on", MATINEE_SHORTEST_SECONDS="0") as address:
        yield address, settings


@pytest.fixture
def film(strict):
    """Add a movie that Bo has reviewed roughly; return its address."""
    number = next(NUMBERS)
    app = create_app(strict[1])
    with app.app_context():
        row = movies.movie(f"Night Ferry {number}")
        audience.review(row, accounts.member(f"Bo {number}"), body=ROUGH)
        address = f"/movies/{row.slug}"
        db.session.commit()
    close(app)
    return address


@pytest.fixture
def window(chromium, strict):
    """Open a window on the strict site: `window(script=False)`."""
    opened = []

    def open_window(**options):
        opened.append(Screen(chromium, strict[0], **options))
        return opened[-1].page

    yield open_window
    complaints = [line for each in opened for line in each.close()]
    assert complaints == []


def sign_in(page, name, path):
    """Sign a member of the cast in, and go on to a page."""
    page.goto(f"/account/login?next={path}")
    page.get_by_label("E-mail address").fill(
        f"{name.lower().replace(' ', '.')}@example.org"
    )
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{path}")


def fits(page):
    """Assert that nothing pushes a page wider than its window."""
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{page.url}: {wide}"


def fits_with_an_endless_link(page, link):
    """Assert the same of a page where a link reads as a word without an end."""
    page.locator(link).first.evaluate("(a, word) => { a.textContent = word }", ENDLESS)
    fits(page)


def decide(page, choice, reason):
    page.get_by_role("radio", name=choice).check()
    page.get_by_label("Reason").fill(reason)
    page.get_by_role("button", name="Decide").click()


def test_a_newcomers_first_post_waits_with_its_proof(window, film, newcomer):
    page = window()
    join(page, newcomer, film)
    rate(page, "5 stars", "Crossed over twice.")

    post(page)

    expect(page.locator("#your-rating")).to_contain_text("A moderator looks at it")
    desk = window()
    sign_in(desk, "Mo", "/moderation/held")
    section = desk.locator("section").filter(has_text=newcomer)
    expect(section).to_contain_text("First post of a new account")
    expect(section).not_to_contain_text("proof")
    section.get_by_role("link", name="Decide").click()
    decide(desk, re.compile("^Show it"), "Fine.")
    desk.goto(film)
    expect(desk.locator("#audience-reviews")).to_contain_text("Crossed over twice.")


def test_without_script_a_newcomers_post_is_held_not_refused(window, film, newcomer):
    page = window(script=False)
    page.goto(f"/account/register?next={film}/review")
    register(page, newcomer)
    page.wait_for_url(f"**{film}/review")
    rate(page, "5 stars", "Crossed over once.")

    post(page)

    page.goto(f"{film}/review")
    expect(page.locator("#your-rating")).to_contain_text("waits for a moderator")
    desk = window(script=False)
    sign_in(desk, "Mo", "/moderation/held")
    section = desk.locator("section").filter(has_text=newcomer)
    expect(section).to_contain_text("No proof of work")


@pytest.mark.parametrize("script", [True, False])
def test_from_a_report_to_an_appeal_that_is_upheld(window, film, newcomer, script):
    author = f"Bo {film.rpartition('-')[2]}"
    reader = window(script=script)
    reader.goto(f"/account/register?next={film}/audience-reviews")
    register(reader, newcomer)
    reader.wait_for_url(f"**{film}/audience-reviews")
    reader.get_by_role("link", name=re.compile("Report")).first.click()
    reader.get_by_role("radio", name="It insults or threatens").check()
    reader.get_by_label("A word to the moderators").fill(ENDLESS)
    reader.get_by_role("button", name="Send report").click()
    expect(reader.locator("main")).to_contain_text("Thank you")

    mo = window(script=script, width=320)
    sign_in(mo, "Mo", "/moderation")
    fits(mo)
    mo.locator("section").filter(has_text=author).get_by_role(
        "link", name="Look"
    ).click()
    fits(mo)
    decide(mo, re.compile("^Hide it"), f"It insults. {ENDLESS}")
    mo.goto("/moderation/log")
    fits(mo)
    mo.goto(film)
    expect(mo.locator("#audience-reviews")).not_to_contain_text(ROUGH)

    bo = window(script=script, width=320)
    sign_in(bo, author, "/account/notices")
    fits(bo)
    bo.get_by_role("link", name=re.compile("has hidden your review")).click()
    fits(bo)
    bo.get_by_label("Why should").fill("It quotes the film.")
    bo.get_by_role("button", name="Send the appeal").click()
    expect(bo.locator("main")).to_contain_text("It waits for a moderator.")

    other = window(script=script, width=320)
    sign_in(other, "Max", "/moderation/appeals")
    fits_with_an_endless_link(other, "main .stack > p a")
    section = other.locator("section").filter(has_text=author)
    section.get_by_label("A word to the member").fill("So it does.")
    section.get_by_role("button", name="Uphold").click()
    other.goto(film)
    expect(other.locator("#audience-reviews")).to_contain_text(ROUGH)
    bo.reload()
    expect(bo.locator("main")).to_contain_text("It was upheld")


@pytest.mark.parametrize("script", [True, False])
def test_who_is_given_a_role_lets_a_newcomers_words_stand(
    window, film, newcomer, script
):
    author = f"Bo {film.rpartition('-')[2]}"
    theirs = f"/members/{newcomer}"
    words = "I sit in the second row."
    writer = window(script=script)
    writer.goto("/account/register?next=/account/profile")
    register(writer, newcomer)
    writer.wait_for_url("**/account/profile")
    writer.get_by_label("About you").fill(words)
    writer.get_by_label("A page of my own").check()
    writer.get_by_role("button", name="Save").click()
    expect(writer.locator("main")).to_contain_text("moderator")
    writer.goto(theirs)
    expect(writer.locator("main")).not_to_contain_text(words)

    rhea = window(script=script, width=320)
    sign_in(rhea, "Rhea", "/moderation/members")
    rhea.get_by_label("begins with").fill(author)
    rhea.get_by_role("button", name="Find").click()
    rhea.get_by_role("link", name=author, exact=True).click()
    rhea.goto("/moderation/members")
    fits_with_an_endless_link(rhea, "main .names a")
    rhea.go_back()
    rhea.get_by_role("link", name="Roles, sign-ins, second factor").click()
    rhea.get_by_role("radio", name=re.compile("^moderator", re.IGNORECASE)).check()
    rhea.locator("#role-reason").fill("Helps with the queue.")
    rhea.get_by_role("button", name="Give the role").click()
    expect(rhea.get_by_role("radio", name=re.compile("has it"))).to_have_count(1)

    bo = window(script=script, width=320)
    sign_in(bo, author, "/moderation/profiles")
    section = bo.locator("section").filter(has_text=newcomer)
    expect(section).to_contain_text("First post of a new account")
    section.get_by_role("link", name="Decide").click()
    decide(bo, re.compile("^Show"), "Fine.")
    writer.goto(theirs)
    expect(writer.locator("main")).to_contain_text(words)
