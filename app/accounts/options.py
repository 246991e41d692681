"""Settings of Flask-Security, Flask-Login and Flask-WTF, each with its reason."""

import hmac
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

from app.accounts import rules
from app.accounts.freshness import FRESHNESS
from app.config import Environment, Settings
from app.core.clock import utcnow


def options(settings: Settings) -> dict[str, Any]:
    """Return the settings of Flask-Security, Flask-Login and Flask-WTF."""
    return {
        "SECURITY_URL_PREFIX": "/account",
        "SECURITY_REGISTERABLE": True,
        "SECURITY_RECOVERABLE": True,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_CONFIRMABLE": True,
        "SECURITY_CHANGE_EMAIL": True,
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        # Else a letter would stand in for the second factor.
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TWO_FACTOR_SETUP_URL": "/second-factor",
        "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/second-factor/code",
        "SECURITY_TWO_FACTOR_RESCUE_URL": "/second-factor/rescue",
        "SECURITY_TWO_FACTOR_SELECT_URL": "/second-factor/choice",
        "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "/account/recovery-codes",
        "SECURITY_TWO_FACTOR_ERROR_VIEW": "/account/login",
        "SECURITY_TWO_FACTOR_SETUP_TEMPLATE": "accounts/second_factor.html",
        "SECURITY_TWO_FACTOR_VERIFY_CODE_TEMPLATE": "accounts/code.html",
        "SECURITY_TOTP_ISSUER": settings.site_name,
        "SECURITY_TOTP_SECRETS": {"1": derived(settings, "authenticator apps").hex()},
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 10,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [
            urlsafe_b64encode(derived(settings, "recovery codes"))
        ],
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/recovery-codes",
        "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/second-factor/recovery-code",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "accounts/recovery_codes.html",
        "SECURITY_MULTI_FACTOR_RECOVERY_TEMPLATE": "accounts/recovery_code.html",
        "SECURITY_WEBAUTHN": True,
        "SECURITY_WAN_RP_NAME": settings.site_name,
        # Else it would say which addresses have an account.
        "SECURITY_WAN_ALLOW_USER_HINTS": False,
        "SECURITY_WAN_REGISTER_URL": "/passkeys",
        "SECURITY_WAN_SIGNIN_URL": "/passkeys/sign-in",
        "SECURITY_WAN_DELETE_URL": "/passkeys/removal",
        "SECURITY_WAN_VERIFY_URL": "/passkeys/verify",
        "SECURITY_WAN_REGISTER_TEMPLATE": "accounts/passkeys.html",
        "SECURITY_WAN_SIGNIN_TEMPLATE": "accounts/passkey.html",
        "SECURITY_WAN_VERIFY_TEMPLATE": "accounts/passkey.html",
        # The way is always there; whether it must be gone is the site's to say.
        "SECURITY_LOGIN_WITHOUT_CONFIRMATION": not settings.confirm_email,
        "SECURITY_SEND_REGISTER_EMAIL": settings.confirm_email,
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": settings.sends_mail,
        "SECURITY_SEND_PASSWORD_RESET_NOTICE_EMAIL": settings.sends_mail,
        "SECURITY_LOGIN_USER_TEMPLATE": "accounts/login.html",
        "SECURITY_REGISTER_USER_TEMPLATE": "accounts/register.html",
        "SECURITY_POST_LOGIN_VIEW": "/",
        "SECURITY_RESET_URL": "/recovery",
        "SECURITY_CHANGE_URL": "/password",
        "SECURITY_CONFIRM_URL": "/confirmation",
        "SECURITY_CHANGE_EMAIL_URL": "/email",
        "SECURITY_CHANGE_EMAIL_CONFIRM_URL": "/email/confirmation",
        "SECURITY_VERIFY_TEMPLATE": "accounts/verify.html",
        "SECURITY_FORGOT_PASSWORD_TEMPLATE": "accounts/recover.html",
        "SECURITY_RESET_PASSWORD_TEMPLATE": "accounts/reset.html",
        "SECURITY_CHANGE_PASSWORD_TEMPLATE": "accounts/password.html",
        "SECURITY_SEND_CONFIRMATION_TEMPLATE": "accounts/confirmation.html",
        "SECURITY_CHANGE_EMAIL_TEMPLATE": "accounts/email.html",
        "SECURITY_REGISTER_EMAIL_TEMPLATE": "confirm",
        "SECURITY_REGISTER_EMAIL_EXISTING_TEMPLATE": "already_member",
        "SECURITY_EMAIL_TEMPLATE_CONFIRM": "confirm",
        "SECURITY_EMAIL_TEMPLATE_PASSWORD_RESET": "recover",
        "SECURITY_EMAIL_TEMPLATE_PASSWORD_RESET_NOTICE": "new_password",
        "SECURITY_EMAIL_TEMPLATE_PASSWORD_CHANGE_NOTICE": "new_password",
        "SECURITY_CHANGE_EMAIL_EMAIL_TEMPLATE": "change_email",
        "SECURITY_EMAIL_SENDER": settings.mail_sender_address,
        "SECURITY_RESET_PASSWORD_WITHIN": timedelta(hours=2),
        "SECURITY_POST_LOGOUT_VIEW": "/",
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_CLI_USERS_NAME": None,
        "SECURITY_CLI_ROLES_NAME": None,
        "SECURITY_FRESHNESS": FRESHNESS,
        "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(0),
        "SECURITY_FLASH_MESSAGES": False,
        "SECURITY_EMAIL_PLAINTEXT": False,
        "SECURITY_EMAIL_HTML": False,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        # Without `case_insensitive` the index is used; addresses are kept small.
        "SECURITY_USER_IDENTITY_ATTRIBUTES": [{"email": {"mapper": rules.small_email}}],
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_MSG_GENERIC_AUTHN_FAILED": (
            "This e-mail address and this password do not belong together.",
            "error",
        ),
        "SECURITY_MSG_INVALID_EMAIL_ADDRESS": (
            "This is not an e-mail address.",
            "error",
        ),
        "SECURITY_MSG_INVALID_PASSWORD": ("This is not your password.", "error"),
        "SECURITY_MSG_PASSWORD_IS_THE_SAME": (
            "This is the password you have. Choose another one.",
            "error",
        ),
        "SECURITY_MSG_WEBAUTHN_NAME_INUSE": (
            "You have a passkey of this name. Choose another name.",
            "error",
        ),
        "SECURITY_MSG_WEBAUTHN_NAME_NOT_FOUND": (
            "You have no passkey of this name.",
            "error",
        ),
        # The library's own moments have no zone, and our columns refuse them.
        "SECURITY_DATETIME_FACTORY": utcnow,
        "SECURITY_API_ENABLED_METHODS": ["session"],
        # The library's own value comes out as `private=True`, which no cache knows.
        "SECURITY_CACHE_CONTROL": {"private": None, "no-store": None},
        "SECURITY_PASSWORD_SALT": settings.secret("password_salt"),
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": hashing_cost(settings),
        "SECURITY_PASSWORD_LENGTH_MIN": rules.SHORTEST_PASSWORD,
        "SECURITY_PASSWORD_CONFIRM_REQUIRED": False,
        # Tokens are signed; the slow default gives accounts away by its time.
        "SECURITY_HASHING_SCHEMES": ["hex_sha256"],
        "SECURITY_DEPRECATED_HASHING_SCHEMES": [],
        # Phones change their address all day long.
        "SESSION_PROTECTION": None,
        "WTF_CSRF_TIME_LIMIT": None,
    }


def derived(settings: Settings, purpose: str) -> bytes:
    """Return a key of 32 bytes for one purpose, made from the site's secret."""
    secret = settings.secret("secret_key").encode()
    return hmac.digest(secret, purpose.encode(), "sha256")


def hashing_cost(settings: Settings) -> dict[str, int]:
    """Return what a password costs to hash: OWASP's advice; in tests next to none."""
    testing = settings.environment is Environment.TEST
    return {
        "argon2__time_cost": 1 if testing else 2,
        "argon2__memory_cost": 8 if testing else 19456,
        "argon2__parallelism": 1,
    }
