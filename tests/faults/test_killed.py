"""Web processes that are killed while members post: nothing acknowledged is lost."""

from tests.support.posting import Writers, miscounted, review_count
from tests.support.site import end, until

WRITERS = 8
# SQLite, where all write one file, is asked the most.
FILMS = {"sqlite": 250, "postgresql": 60}


def test_a_web_process_killed_during_many_posts_loses_none(database, made_site, filled):
    site = made_site(database, MATINEE_WORKERS="2", MATINEE_JOB_WORKERS="0")
    films = FILMS[database]
    posts = WRITERS * films
    emails = filled(site, movies=films, members=WRITERS)
    site.start()
    until(lambda: len(site.web_processes()) == 2)
    writers = Writers(site, emails, films)
    killed = []

    def kill():
        until(lambda: writers.strange or len(writers.acknowledged) >= posts // 2)
        victim = site.web_processes()[0]
        end(victim)
        killed.append(victim)
        until(lambda: len(set(site.web_processes()) - {victim}) == 2)

    writers.run(beside=kill)

    assert writers.strange == []
    assert len(writers.acknowledged) == posts
    assert killed
    assert killed[0] not in site.web_processes()
    assert len(site.web_processes()) == 2
    assert writers.lost() == []
    assert review_count(site) == posts
    assert miscounted(site) == []
    verified = site.run("scores", "verify")
    assert verified.returncode == 0, verified.stdout
    assert "none differs" in verified.stdout
