"""Signatures, pauses, and the figures that are told."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scores.rules import SMALL, AudienceTally, CriticTally
from app.webhooks import rules

AT = datetime(2026, 1, 2, tzinfo=UTC)
SECRET = rules.new_secret(b"a lamp in the dark, 24 b")


def test_a_secret_is_written_as_standard_webhooks_does():
    assert SECRET.startswith("whsec_")
    assert (
        base64.b64decode(SECRET.removeprefix("whsec_")) == b"a lamp in the dark, 24 b"
    )


def test_a_signature_is_that_of_the_standard():
    # The example that the standard itself gives.
    assert (
        rules.signature(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1614265330,
            '{"test": 2432232314}',
        )
        == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


def test_each_secret_signs():
    other = rules.new_secret(b"another lamp, as long 24")

    headers = rules.headers([SECRET, other], "msg_1", 1, "{}")

    first, second = headers["webhook-signature"].split(" ")
    assert first == rules.signature(SECRET, "msg_1", 1, "{}")
    assert second == rules.signature(other, "msg_1", 1, "{}")
    assert headers["webhook-id"] == "msg_1"
    assert headers["webhook-timestamp"] == "1"


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 30), (2, 120), (3, 480), (5, 7680), (8, 86400)]
)
def test_the_pauses_grow_to_a_day(attempts, seconds):
    pause = rules.pause_after(attempts, "msg_1")

    assert pause is not None
    assert 0.8 * seconds <= pause.total_seconds() <= 1.2 * seconds


@given(st.integers(1, rules.MOST_ATTEMPTS - 1), st.text(max_size=30))
def test_a_pause_is_the_same_each_time_it_is_asked(attempts, message_id):
    first = rules.pause_after(attempts, message_id)

    assert first == rules.pause_after(attempts, message_id)
    assert first is not None
    assert first <= rules.LONGEST_PAUSE * 1.2


def test_two_messages_do_not_come_back_together():
    pauses = {rules.pause_after(3, f"msg_{number}") for number in range(50)}

    assert len(pauses) == 50


def test_after_the_last_attempt_there_is_no_other():
    assert rules.pause_after(rules.MOST_ATTEMPTS, "msg_1") is None


def test_a_webhook_is_hopeless_after_days():
    assert not rules.is_hopeless(None, AT)
    assert not rules.is_hopeless(AT - timedelta(days=3), AT)
    assert rules.is_hopeless(AT - timedelta(days=4), AT)


def test_the_figures_are_those_of_the_page():
    figures = rules.figures(
        CriticTally(fresh=79, rotten=2, graded=1, grade_sum=7500),
        AudienceTally((0,) * 7 + (1,) + (0,) * 2),
        SMALL,
        sealed=True,
    )

    assert figures["critic_score"] == {
        "approval": 98,
        "verdict": "fresh",
        "positive": 79,
        "total": 81,
        "average_grade": "7.5",
        "sealed": True,
    }
    assert figures["audience_score"]["average_stars"] == "4.0"
    assert figures["top_critic_score"] == {
        "approval": None,
        "verdict": None,
        "positive": 0,
        "total": 0,
    }
