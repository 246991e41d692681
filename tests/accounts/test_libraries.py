"""Guard what we lean on inside the libraries: an upgrade that moves it is seen here."""

from collections import deque
from importlib.util import find_spec
from inspect import signature

from flask_login import LoginManager
from flask_login.utils import _user_context_processor
from flask_security import LoginForm, RegisterFormV2, Security
from flask_security.change_email import _verify_token_status
from flask_security.decorators import auth_required

from app.accounts import security as ours

OPEN_DOORS = {
    *("login", "logout", "register", "verify"),
    *("forgot_password", "reset_password", "change_password"),
    *("two_factor_setup", "two_factor_setup_validate", "two_factor_token_validation"),
    *("two_factor_rescue", "tf_select", "mf_recovery", "mf_recovery_codes"),
    *("wan_register", "wan_register_response", "wan_delete"),
    *("wan_signin", "wan_signin_response", "wan_verify", "wan_verify_response"),
    *("send_confirmation", "confirm_email", "change_email", "change_email_confirm"),
}


def test_the_remember_cookie_is_neither_read_nor_written(app):
    manager = app.extensions["security"].login_manager

    assert callable(LoginManager._update_remember_cookie)
    assert callable(LoginManager._load_user_from_remember_cookie)
    assert manager._update_remember_cookie not in app.after_request_funcs[None]
    assert manager._load_user_from_remember_cookie("anything") is None
    assert LoginForm.remember is not None
    assert ours.SignInForm.remember is None


def test_no_template_asks_who_is_there_unless_it_shows_it(app):
    assert _user_context_processor not in app.template_context_processors[None]
    with app.test_request_context():
        shown = app.jinja_env.from_string("{{ current_user.is_authenticated }}")
        assert shown.render() == "False"


def test_there_is_one_loader_of_identities_and_it_is_ours(app):
    loaders = app.extensions["security"].principal.identity_loaders

    assert isinstance(loaders, deque)
    assert [loader.__module__ for loader in loaders] == [ours.__name__]


def test_pages_of_the_library_are_rendered_by_us(app):
    assert app.extensions["security"].render_template is ours.render


def test_the_forms_have_what_ours_rely_on():
    assert "only_user" in signature(RegisterFormV2.to_dict).parameters
    assert callable(auth_required("session"))


def test_only_the_doors_that_are_open_exist(app):
    endpoints = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("security.")
    }

    assert endpoints == {f"security.{name}" for name in OPEN_DOORS}


def test_links_in_letters_lead_to_pages_of_ours(app):
    for name in ("confirm_email", "change_email_confirm"):
        assert app.view_functions[f"security.{name}"].__module__ == ours.__name__


def test_private_parts_of_the_library_are_where_we_read_them():
    assert list(signature(_verify_token_status).parameters) == ["token"]


def test_the_library_does_without_its_own_qr_codes():
    assert list(signature(Security._check_modules).parameters) == [
        "self",
        "module",
        "config_name",
    ]
    assert find_spec("qrcode") is None
