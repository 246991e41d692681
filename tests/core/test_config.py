"""Settings refuse what would be unsafe, and say why."""

import stat
from pathlib import Path

import pytest

from app.checking import read
from app.config import Settings
from app.keys import kept_secret, weakness
from app.setting import SettingsRefused

STRONG = "q8ZyB3kTj5Wn0RfLxVc7MpGd2HsUaE9o"


def production(**values: object) -> Settings:
    given = {
        "environment": "production",
        "secret_key": STRONG,
        "password_salt": STRONG[::-1],
        "base_url": "https://films.example.org",
    }
    return read(**(given | values))


def test_s32_production_starts_with_strong_secrets() -> None:
    assert production().secure_cookies


@pytest.mark.parametrize(
    "key", [None, "", "short", "a" * 64, "change-me-" + STRONG, "12341234" * 5]
)
@pytest.mark.parametrize("name", ["secret_key", "password_salt"])
def test_s32_production_refuses_a_weak_secret(name: str, key: str | None) -> None:
    with pytest.raises(SettingsRefused, match=f"MATINEE_{name.upper()}"):
        production(**{name: key})


def test_production_needs_its_own_address() -> None:
    with pytest.raises(SettingsRefused, match="MATINEE_BASE_URL"):
        production(base_url=None)


def test_production_is_told_all_that_it_lacks_at_once() -> None:
    with pytest.raises(SettingsRefused) as refused:
        production(secret_key=None, password_salt="short", base_url=None)

    assert str(refused.value).splitlines() == [
        "MATINEE_SECRET_KEY is needed in production.",
        "MATINEE_PASSWORD_SALT is shorter than 32 characters.",
        "MATINEE_BASE_URL is needed in production.",
    ]


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("MATINEE_THREADS", "abc", "it is no whole number. It means: Requests that"),
        ("MATINEE_DATABASE_WAIT", "long", "it is no number. It means: Seconds that"),
        ("MATINEE_WEBHOOKS", "maybe", "it is neither true nor false. It means: Wh"),
        ("MATINEE_BASE_URL", "films.example.org", "it is not of the form that is wa"),
        ("PORT", "70000", "Input should be less than or equal to 65535. It means: P"),
        ("DATABASE_URL", "films.db", "a database is such as postgresql://user:word@"),
        ("CACHE_URL", "localhost", "a store is such as redis://127.0.0.1:6379/0. It"),
    ],
)
def test_a_refusal_names_the_variable_and_what_it_means(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str
) -> None:
    monkeypatch.setenv(variable, value)

    with pytest.raises(SettingsRefused) as refused:
        read()

    assert str(refused.value).startswith(f"{variable} is refused: {said}")


@pytest.mark.parametrize("name", ["none.env", "."])
def test_a_file_of_settings_that_is_not_there_is_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("MATINEE_ENV_FILE", str(tmp_path / name))

    with pytest.raises(SettingsRefused, match="MATINEE_ENV_FILE is refused: there"):
        read()


def test_a_strong_secret_has_no_weakness() -> None:
    assert weakness(STRONG) is None


def test_outside_production_a_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "instance" / "secret_key"

    first, second = kept_secret(path), kept_secret(path)

    assert first == second
    assert weakness(first) is None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_an_address_of_postgresql_gets_the_driver_we_use(scheme: str) -> None:
    settings = read(database_url=f"{scheme}://host/films")

    assert settings.database_uri == "postgresql+psycopg://host/films"


def test_without_an_address_the_database_is_a_file_of_the_instance(
    tmp_path: Path,
) -> None:
    settings = read(instance_path=tmp_path, database_url=None)

    assert settings.database_uri == f"sqlite:///{tmp_path / 'matinee.db'}"


@pytest.mark.parametrize(
    "given",
    [
        {"mail_server": "smtp:/films:whispered@mail.example.org"},
        {"cache_url": "redis//:whispered@cache.example.org"},
        {"database_url": "mysql://films:whispered@data.example.org/films"},
        {"database_url": "postgresql://films:whispered@data.example.org:no/films"},
        {"secret_key": "whispered"},
        {"secret_key": STRONG, "password_salt": "whispered"},
    ],
)
def test_a_refusal_says_no_secret(given: dict[str, object]) -> None:
    with pytest.raises(SettingsRefused) as refused:
        production(**given)

    assert "whispered" not in str(refused.value)


@pytest.mark.parametrize("folder", ["mine", "./mine"])
def test_the_folder_of_the_instance_may_be_relative(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read(instance_path=folder, database_url=None)

    assert settings.database_uri == f"sqlite:///{tmp_path / 'mine' / 'matinee.db'}"


@pytest.mark.parametrize(
    ("address", "uri"),
    [
        ("sqlite:///films.db", "sqlite:////srv/site/films.db"),
        ("sqlite:///more/films.db", "sqlite:////srv/site/more/films.db"),
        ("sqlite:////data/films.db", "sqlite:////data/films.db"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("sqlite://", "sqlite://"),
    ],
)
def test_a_file_without_a_folder_lies_in_that_of_the_instance(
    address: str, uri: str
) -> None:
    settings = read(instance_path="/srv/site", database_url=address)

    assert settings.database_uri == uri


def test_sites_that_may_embed_are_parted_by_blanks() -> None:
    settings = read(embed_sites="https://a.example  https://b.example")

    assert settings.embed_sites == ("https://a.example", "https://b.example")
