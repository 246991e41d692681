"""Administrators give and take roles, end sign-ins, reset factors, link critics."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import delete, func, select

from app.accounts import notices
from app.accounts import operations as account_operations
from app.accounts import queries as account_queries
from app.accounts.models import LoginSession, Passkey, User
from app.accounts.sessions import serializer
from app.audience import operations as audience_operations
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import Conflict, DomainError, Forbidden
from app.core.mail import Letter
from app.critics.models import Critic
from app.moderation import operations
from app.moderation.models import ActionKind, ModerationAction
from app.moderation.operations import Decision
from tests.factories import accounts, audience, critics, movies


@pytest.fixture
def boss(app):
    return accounts.member("Boss", roles=("administrator",))


@pytest.fixture
def bosses_screen(app, boss):
    reader = app.test_client()
    reader.sign_in(boss)
    return reader


def page_of(member):
    return f"/moderation/members/{member.id}/account"


def change_role(reader, member, verb, role="moderator", reason="Welcome."):
    return reader.send(
        f"/moderation/members/{member.id}/roles",
        {"role-role": role, "role-verb": verb, "role-reason": reason},
        page=page_of(member),
    )


def roles(member):
    db.session.expire_all()
    return list(account_queries.roles_of(member.id))


def log_kinds():
    return db.session.scalars(
        select(ModerationAction.kind).order_by(ModerationAction.id)
    ).all()


def cookie(reader):
    return reader.get_cookie("matinee").value


def test_a_role_is_given_with_a_line_in_the_log_and_a_word(bosses_screen, bo):
    answer = change_role(bosses_screen, bo, "give")

    assert (answer.status_code, answer.location) == (303, page_of(bo))
    assert roles(bo) == ["moderator"]
    page = bosses_screen.visit(page_of(bo)).text
    assert "Role given (Role: moderator)" in page
    told = notices.latest_of(bo.id, limit=1)[0]
    assert told.title == "You were given a role"
    assert told.words == "Role: moderator. Welcome."


def test_s1_a_new_role_ends_the_sessions_from_before(bosses_screen, bo, bos_screen):
    old = cookie(bos_screen)
    assert bos_screen.get("/moderation").status_code == 403

    change_role(bosses_screen, bo, "give")

    assert bos_screen.get("/account").status_code == 303
    thief = bos_screen.application.test_client()
    thief.set_cookie("matinee", old)
    assert thief.get("/moderation").status_code == 303
    bos_screen.sign_in(bo)
    assert cookie(bos_screen) != old
    assert bos_screen.get("/moderation").status_code == 200


def test_s1_a_role_that_is_taken_ends_the_sessions_from_before(bosses_screen, app, mo):
    user = db.session.scalar(select(User).filter_by(name="Mo"))

    change_role(bosses_screen, user, "take")

    assert roles(user) == []
    assert mo.get("/moderation").status_code == 303


def test_s1_a_change_of_ones_own_role_gives_this_session_a_new_secret(
    app, boss, bosses_screen
):
    old = cookie(bosses_screen)
    elsewhere = app.test_client()
    elsewhere.sign_in(boss)

    answer = change_role(bosses_screen, boss, "give", role="editor")

    assert answer.location == "/account"
    assert cookie(bosses_screen) != old
    assert bosses_screen.get("/desk").status_code == 200
    assert elsewhere.get("/account").status_code == 303
    thief = app.test_client()
    thief.set_cookie("matinee", old)
    assert thief.get("/account").status_code == 303


def test_the_last_administrator_stays_one(bosses_screen, boss):
    answer = change_role(bosses_screen, boss, "take", role="administrator")

    assert answer.status_code == 403
    assert "the only administrator" in answer.text
    assert roles(boss) == ["administrator"]
    assert log_kinds() == []


def test_the_last_administrator_cannot_be_banned_or_leave(app, boss):
    with pytest.raises(Forbidden):
        audience_operations.leave(boss.id, reviews_stay=True, at=utcnow())
    other = accounts.member("Other", roles=("administrator",))
    decision = Decision(ActionKind.BAN, "Enough.")
    operations.decide_member(boss.id, decision, moderator_id=other.id, at=utcnow())
    db.session.commit()

    with pytest.raises(Forbidden):
        operations.decide_member(other.id, decision, moderator_id=boss.id, at=utcnow())


def test_one_of_two_administrators_may_stop_being_one(app, boss, bosses_screen):
    accounts.member("Other", roles=("administrator",))

    answer = change_role(bosses_screen, boss, "take", role="administrator")

    assert answer.status_code == 303
    assert roles(boss) == []
    assert bosses_screen.get(page_of(boss)).status_code == 403


def test_two_who_take_each_others_role_leave_one_administrator(live_database):
    app = live_database
    with app.app_context():
        ids = [
            accounts.member(name, roles=("administrator",)).id for name in ("A1", "B2")
        ]
    start = Barrier(2)

    def take(pair):
        by_id, user_id = pair
        with app.test_request_context():
            start.wait()
            try:
                operations.take_role(
                    user_id, "administrator", "You go.", by_id=by_id, at=utcnow()
                )
                db.session.commit()
            except DomainError:
                db.session.rollback()
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(take, [ids, ids[::-1]]))

    assert sorted(done) == [False, True]
    with app.app_context():
        left = [each for each in ids if account_queries.roles_of(each)]
        assert len(left) == 1


@pytest.mark.parametrize("verb", ["give", "take"])
def test_what_changes_nothing_is_said_and_not_logged(bosses_screen, bo, verb):
    if verb == "give":
        account_operations.give_role(bo.id, "moderator")
        db.session.commit()

    answer = change_role(bosses_screen, bo, verb)

    assert answer.status_code == 409
    assert log_kinds() == []


def test_a_role_needs_a_reason_and_a_name(bosses_screen, bo):
    assert change_role(bosses_screen, bo, "give", reason=" ").status_code == 422
    assert change_role(bosses_screen, bo, "give", role="owner").status_code == 422
    assert change_role(bosses_screen, bo, "crown").status_code == 422
    assert roles(bo) == []


def test_s12_roles_need_the_password_of_a_short_while_ago(bosses_screen, bo):
    grow_stale()

    answer = bosses_screen.get(page_of(bo))
    assert "/account/verify" in answer.location
    sent = bosses_screen.send(
        f"/moderation/members/{bo.id}/roles",
        {"role-role": "moderator", "role-verb": "give", "role-reason": "Now."},
        page="/account",
    )

    assert "/account/verify" in sent.location
    assert roles(bo) == []


@pytest.mark.parametrize(
    ("path", "prefix"),
    [
        ("roles", "role"),
        ("sessions/end", "sessions"),
        ("second-factor/reset", "factor"),
        ("critic", "critic"),
    ],
)
def test_s12_no_form_for_an_account_goes_by_an_old_sign_in(
    bosses_screen, bo, path, prefix
):
    grow_stale()

    sent = bosses_screen.send(
        f"/moderation/members/{bo.id}/{path}",
        {f"{prefix}-reason": "Now."},
        page="/account",
    )

    assert (sent.status_code, sent.location) == (303, "/account/verify")


def grow_stale():
    """Let every sign-in be an hour old."""
    for row in db.session.scalars(select(LoginSession)):
        content = serializer.loads(row.body)
        content["fs_paa"] -= 3600
        row.body = serializer.dumps(content)
    db.session.commit()


def test_every_sign_in_of_a_member_is_ended(bosses_screen, bo, bos_screen):
    path = f"/moderation/members/{bo.id}/sessions/end"

    bosses_screen.send(path, {"sessions-reason": "Lost phone."}, page=page_of(bo))

    assert bos_screen.get("/account").status_code == 303
    assert log_kinds() == [ActionKind.END_SESSIONS]


@pytest.fixture
def guarded(bo):
    """Let Bo have a second factor, recovery codes and a passkey."""
    bo.tf_primary_method = "authenticator"
    bo.tf_totp_secret = "secret"
    bo.totp_counter = 5
    bo.mf_recovery_codes = ["one", "two"]
    db.session.add(
        Passkey(
            user_id=bo.id,
            credential_id=b"1",
            public_key=b"2",
            name="Phone",
            usage="first",
            backup_state=False,
            device_type="single_device",
        )
    )
    db.session.commit()
    return bo


@pytest.mark.parametrize("passkeys", [True, False])
def test_a_lost_second_factor_is_reset_and_every_sign_in_ends(
    bosses_screen, app, guarded, passkeys
):
    db.session.add(
        LoginSession(
            token_hash=b"x" * 32,
            user_id=guarded.id,
            body="{}",
            created_at=utcnow(),
            seen_at=utcnow(),
            expires_at=utcnow(),
        )
    )
    db.session.commit()
    path = f"/moderation/members/{guarded.id}/second-factor/reset"
    fields = {"factor-reason": "Came to the office."}
    if passkeys:
        fields["factor-passkeys"] = "y"

    answer = bosses_screen.send(path, fields, page=page_of(guarded))

    assert answer.status_code == 303
    db.session.expire_all()
    user = db.session.get(User, guarded.id)
    left = (user.tf_primary_method, user.tf_totp_secret, user.mf_recovery_codes)
    assert left == (None, None, None)
    assert db.session.scalar(select(func.count(Passkey.id))) == (0 if passkeys else 1)
    mine = select(func.count(LoginSession.id)).where(LoginSession.user_id == user.id)
    assert db.session.scalar(mine) == 0
    told = notices.latest_of(user.id, limit=1)[0]
    assert told.title == "Your second factor was reset"
    assert log_kinds() == [ActionKind.RESET_FACTOR]
    app.test_client().sign_in(user)


def test_a_reset_of_nothing_is_said(bosses_screen, bo):
    with pytest.raises(Conflict):
        operations.reset_second_factor(
            bo.id, "Why not.", passkeys=True, by_id=None, at=utcnow()
        )


def test_a_letter_tells_the_member_where_the_site_sends_mail(
    app, boss, bosses_screen, bo, monkeypatch
):
    settings = replace(app.config["SETTINGS"], mail_server="smtp://127.0.0.1:1")
    monkeypatch.setitem(app.config, "SETTINGS", settings)

    change_role(bosses_screen, bo, "give")

    letter = db.session.scalars(select(Letter)).one()
    assert letter.recipient == bo.email
    assert "Role: moderator" in letter.body
    assert "The reason: Welcome." in letter.body
    app.extensions["jobs"].flush()


def test_a_job_gives_a_role_and_writes_the_letter(app, bo, monkeypatch):
    settings = replace(
        app.config["SETTINGS"], mail_server="smtp://127.0.0.1:1", host="::1", port=5999
    )
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    monkeypatch.setitem(app.config, "BASE_URL", None)

    operations.give_role(bo.id, "editor", "Joins us.", by_id=None, at=utcnow())

    assert (
        "http://[::1]:5999/account/password"
        in db.session.scalars(select(Letter.body)).one()
    )
    app.extensions["jobs"].flush()


def link(reader, member, slug):
    return reader.send(
        f"/moderation/members/{member.id}/critic",
        {"critic-slug": slug, "critic-reason": "It is them."},
        page=page_of(member),
    )


def test_a_critics_page_is_linked_and_the_badge_leads_there(app, bosses_screen, bo):
    critic = critics.critic()
    account_operations.give_role(bo.id, "critic")
    film = movies.movie("Berit")
    audience.review(film, bo)
    version = film.version

    answer = link(bosses_screen, bo, f"https://films.example/critics/{critic.slug}/")

    assert answer.status_code == 303
    page = app.test_client().visit("/members/Bo").text
    assert f"Critic: {critic.name}" in page
    db.session.refresh(film)
    assert film.version > version
    assert link(bosses_screen, bo, critic.slug).status_code == 422
    assert link(bosses_screen, bo, "").status_code == 303
    assert f"Critic: {critic.name}" not in app.test_client().visit("/members/Bo").text
    assert log_kinds() == [ActionKind.LINK_CRITIC, ActionKind.UNLINK_CRITIC]


def test_a_page_belongs_to_one_account(bosses_screen, bo):
    critic = critics.critic()
    link(bosses_screen, bo, critic.slug)

    answer = link(bosses_screen, accounts.ada(), critic.slug)

    assert answer.status_code == 422
    assert "belongs to another account" in answer.text
    assert db.session.get(Critic, critic.id).user_id == bo.id


def test_no_critic_and_no_link_are_said(bosses_screen, bo):
    assert link(bosses_screen, bo, "nobody").status_code == 422
    assert link(bosses_screen, bo, "").status_code == 422


def test_an_account_that_is_nobodys_gets_no_role(app, boss):
    guest = account_operations.add_guest(at=utcnow())

    with pytest.raises(Forbidden):
        operations.give_role(guest.id, "editor", "Eh.", by_id=boss.id, at=utcnow())


def test_what_administrators_do_stays_out_of_the_public_log(
    app, bosses_screen, bo, client, monkeypatch
):
    settings = replace(app.config["SETTINGS"], public_log=True)
    monkeypatch.setitem(app.config, "SETTINGS", settings)

    change_role(bosses_screen, bo, "give")

    assert "Role" not in client.visit("/moderation-log").text
    assert "Role given" in bosses_screen.visit("/moderation/log").text


def test_the_log_outlives_the_administrator(app, boss, bosses_screen, bo):
    change_role(bosses_screen, bo, "give")
    db.session.execute(delete(User).where(User.id == boss.id))
    db.session.commit()
    other = accounts.member("Other", roles=("administrator",))
    reader = app.test_client()
    reader.sign_in(other)

    assert "by a former moderator" in reader.visit("/moderation/log").text


def test_administrators_find_members_by_address(bosses_screen, bo):
    page = bosses_screen.visit("/moderation/members?q=bo@example")

    assert "bo@example.org" in page.text
