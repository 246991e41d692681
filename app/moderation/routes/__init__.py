"""Reports, the moderators' queues, appeals, and the door that stays shut."""

from app.moderation.blueprint import bp
from app.moderation.routes import appeals, desk, door, log, reports

__all__ = ["appeals", "bp", "desk", "door", "log", "reports"]
