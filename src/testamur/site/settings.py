"""Settings of the site, read once from the environment.

======================  ==============================================================================
``TESTAMUR_DATA``       folder for the embedded database and generated secrets (default ``var``)
``TESTAMUR_DATABASE``   ``postgresql://user:password@host:port/name``; without it SQLite in the folder
``TESTAMUR_URL``        the public address, as in credentials (default ``http://localhost:8000``)
``TESTAMUR_SECRET``     secret for signed cookies; without it one is made and kept in the folder
``TESTAMUR_PASSPHRASE`` passphrase of the issuers' keys; without it one is made and kept in the folder
``TESTAMUR_CONTENT``    folder with an institution's own content, read after ours
``TESTAMUR_FONTS``      folder with further fonts (TrueType) for names on paper in scripts that ours do not have
``TESTAMUR_DEMO``       ``1`` while the site shows the worked example
``TESTAMUR_SIGNERS``    JSON object of public keys (``z...``) with the command, a list of words, that signs with it
``TESTAMUR_EMAIL``      ``smtp://user:password@host:port``; without it mail is written to the log
``TESTAMUR_SEARCH``     ``tantivy`` keeps the search index in a folder of its own; without it the database does
``TESTAMUR_VC_API``     ``on`` opens the VC-API; ``trial`` opens it to this machine alone, without tokens
``TESTAMUR_OIDC``       JSON list of OpenID Connect sign-on apps, as django-allauth takes them
======================  ==============================================================================
"""

import contextlib
import json
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("TESTAMUR_DATA", "var")).resolve()
DATA.mkdir(parents=True, exist_ok=True, mode=0o700)


def kept(variable: str, file: str) -> str:
    """Return the secret in the environment, else the one kept in the data folder, made at the first start."""
    given = os.environ.get(variable)
    if given:
        return given
    path = DATA / file
    if not path.exists():
        draft = DATA / f".{file}-{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # whole or not at all, and the first of several processes wins
        draft.unlink()
    return path.read_text()


def external_signers(text: str) -> dict[str, list[str]]:
    """Return the commands of external signers by public key; they stand here so that no page can set one."""
    signers = json.loads(text or "{}")
    if not isinstance(signers, dict) or not all(
        isinstance(words, list) and words and all(isinstance(word, str) for word in words)
        for words in signers.values()
    ):
        raise ValueError("TESTAMUR_SIGNERS must be a JSON object of public keys with lists of words")
    return signers


def database(url: str) -> dict[str, Any]:
    """Return Django's description of the database at `url`; SQLite in the data folder if it is empty."""
    if not url:
        options = {
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        }
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA / "testamur.sqlite3", "OPTIONS": options}
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError("TESTAMUR_DATABASE must be a postgresql:// address")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


URL = os.environ.get("TESTAMUR_URL", "http://localhost:8000").rstrip("/")
DEMO = os.environ.get("TESTAMUR_DEMO") == "1"
WORKED_EXAMPLE_PASSWORD = "worked example only"  # noqa: S105  (shown on the start page of the worked example)
SECURE = URL.startswith("https://")
CONTENT = Path(os.environ["TESTAMUR_CONTENT"]) if os.environ.get("TESTAMUR_CONTENT") else None
FONTS = Path(os.environ["TESTAMUR_FONTS"]) if os.environ.get("TESTAMUR_FONTS") else None

SEARCH = os.environ.get("TESTAMUR_SEARCH", "")
if SEARCH not in {"", "tantivy"}:
    raise ValueError("TESTAMUR_SEARCH must be tantivy, or not be set")

VC_API = os.environ.get("TESTAMUR_VC_API", "")
if VC_API not in {"", "on", "trial"}:
    raise ValueError("TESTAMUR_VC_API must be on or trial, or not be set")
if VC_API == "trial" and urlsplit(URL).hostname not in {"localhost", "127.0.0.1"}:
    raise ValueError("TESTAMUR_VC_API=trial is for a site on localhost only")

SECRET_KEY = kept("TESTAMUR_SECRET", "secret")
KEY_PASSPHRASE = kept("TESTAMUR_PASSPHRASE", "passphrase")
SIGNERS = external_signers(os.environ.get("TESTAMUR_SIGNERS", ""))
DEBUG = False
ALLOWED_HOSTS = [urlsplit(URL).hostname or "localhost", "localhost", "127.0.0.1"]
CSRF_TRUSTED_ORIGINS = [URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "testamur.site.records",
    "testamur.site.public",
    "testamur.site.candidate",
    "testamur.site.staff",
    "testamur.site.employer",
    "testamur.site.api",
    "testamur.site.jobs",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "testamur.site.records.refusals.refusals",
]
ROOT_URLCONF = "testamur.site.urls"
WSGI_APPLICATION = "testamur.site.urls.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "testamur.site.records.refusals.surroundings",
            ],
        },
    },
]
DATABASES = {"default": database(os.environ.get("TESTAMUR_DATABASE", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "records.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "candidate:home"
LOGIN_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "testamur.site.records.inputs.NameInput"
ACCOUNT_EMAIL_VERIFICATION = "optional" if DEMO else "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
OIDC_APPS = json.loads(os.environ.get("TESTAMUR_OIDC", "[]"))
OIDC_ORIGINS = sorted(
    {"{0.scheme}://{0.netloc}".format(urlsplit(app["settings"]["server_url"])) for app in OIDC_APPS}
)
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": OIDC_APPS}}
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns of a folder that is not there
WHITENOISE_USE_FINDERS = True

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_SSL_REDIRECT = False  # the proxy in front does it; loopback checks need plain HTTP
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *OIDC_ORIGINS],  # browsers apply it to the redirect after sign-on too
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

_mail = urlsplit(os.environ.get("TESTAMUR_EMAIL", ""))
EMAIL_BACKEND = "django.core.mail.backends." + ("smtp" if _mail.hostname else "console") + ".EmailBackend"
EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
EMAIL_USE_TLS = _mail.port == 587
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = f"noreply@{urlsplit(URL).hostname}"

DEFAULT_EXCEPTION_REPORTER_FILTER = "testamur.site.error_report.WithoutSecrets"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
