"""What members posted, through the operation that counts it."""

from app.accounts.models import User
from app.audience import operations
from app.audience.models import AudienceReview
from app.audience.operations import Opinion
from app.core.clock import utcnow
from app.core.db import db
from app.movies.models import Movie


def review(of: Movie, by: User, *, at=None, **opinion) -> AudienceReview:
    """Post a member's review of a movie."""
    row = operations.publish(
        Opinion(**{"rating": 8, "body": "Saw it twice."} | opinion),
        movie_id=of.id,
        user_id=by.id,
        at=at or utcnow(),
    )
    db.session.commit()
    return row
