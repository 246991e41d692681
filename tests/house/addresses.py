"""Every address of the site, filled in, so that no new one escapes a rule."""

from flask import Flask, url_for
from werkzeug.routing import Rule

from tests.factories import (
    accounts,
    audience,
    critics,
    imports,
    movies,
    screenings,
    webhooks,
)

SAFE = {"GET", "HEAD", "OPTIONS"}
CLIPPING_ROUTES = (
    *("review", "edit", "decide", "embargo", "withdraw", "restore"),
    *("mark_duplicate", "disclose", "remove"),
)


def furnish() -> dict[str, dict[str, object]]:
    """Add one of everything, and return what fills each room's addresses."""
    film = movies.movie("Asa", poster_file="asa.webp")
    still = movies.photo(film)
    movies.credit(film, movies.person())
    offer, article = movies.offer(film), movies.article(film)
    critic, publication = critics.critic(), critics.publication()
    clipping = critics.review(film, critic_id=critic.id, publication_id=publication.id)
    bo = accounts.member("Bo")
    review = audience.review(film, bo)
    brought = imports.preview_of("Ada", otherwise=bo)
    hook = webhooks.webhook()
    message = webhooks.delivery(hook, state="delivered")
    screening = screenings.screening(film)
    code = {"code": screenings.code(screening)}
    return {
        "": {
            "slug": film.slug,
            "review_id": review.id,
            "number": 1,
            "name": "a.webp",
            "import_id": brought.import_id,
            "item_id": brought.id,
            "offer_id": offer.id,
            "photo_id": still.id,
            "article_id": article.id,
        },
        "webhooks.send_again": {"webhook_id": hook.id, "delivery_id": message.id},
        "webhooks.confirm_delete": {"webhook_id": hook.id},
        **{
            f"webhooks.{name}": {"webhook_id": hook.id}
            for name in ["show", "ping", "rotate", "switch_off", "switch_on", "delete"]
        },
        "movies.person": {"slug": "asa-lind"},
        "critics.show": {"slug": critic.slug},
        **{
            f"critics.desk_{name}": {"review_id": clipping.id}
            for name in CLIPPING_ROUTES
        },
        "critics.publication": {"slug": publication.slug},
        "widgets.critic": {"slug": critic.slug},
        "widgets.critic_gallery": {"slug": critic.slug},
        "widgets.accent_sheet": {"accent": "cc4422"},
        "audience.member": {"name": "Bo"},
        "screenings.show_ballot": code,
        "screenings.cast": code,
        "feeds.critic": {"slug": critic.slug},
        "feeds.publication": {"slug": publication.slug},
        "sharing.sitemap_part": {"kind": "movies"},
        "api.critic": {"slug": critic.slug},
        "api.reviews_by_critic": {"slug": critic.slug},
        "api.publication": {"slug": publication.slug},
        "api.reviews_in_publication": {"slug": publication.slug},
    }


def rules_of(app: Flask, *methods: str) -> list[Rule]:
    """Return the rules that answer one of the methods."""
    return [rule for rule in app.url_map.iter_rules() if rule.methods & set(methods)]


def filled(app: Flask, rule: Rule, values: dict[str, dict[str, object]]) -> str:
    """Return the address of a rule with something real in its gaps."""
    known = values[""] | values.get(rule.endpoint, {})
    given = {name: known.get(name, 1) for name in rule.arguments}
    with app.test_request_context():
        return url_for(rule.endpoint, _method=None, **given)


def is_public(app: Flask, rule: Rule) -> bool:
    """Tell whether a rule's view says that it is the same for everybody."""
    return getattr(app.view_functions[rule.endpoint], "public", None) is not None
