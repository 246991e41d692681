"""Reports, the moderators' queues, members, appeals, and the door that stays shut."""

from app.moderation.blueprint import bp
from app.moderation.routes import (
    accounts,
    appeals,
    desk,
    door,
    log,
    members,
    reports,
)

__all__ = ["accounts", "appeals", "bp", "desk", "door", "log", "members", "reports"]
