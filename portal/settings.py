"""The one settings file. Everything that differs between places is read from the environment here.

PORTAL_LOCAL=1 (set by `make run` and the tests) is the only switch that relaxes anything: plain
HTTP on loopback, mail to the console, and the sample authority's one-click door.
"""

from pathlib import Path

from csp.constants import NONE, SELF
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from portal import environment as env
from portal.pdf import standards

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("PORTAL_VAR", str(BASE_DIR / "var")))

# --- the place -------------------------------------------------------------------------------
LOCAL = env.flag("PORTAL_LOCAL")
DEBUG = env.flag("DEBUG")
SECRET_KEY = env.secret("SECRET_KEY", VAR_DIR / "secret-key")
SITE_URL = env.web_address("SITE_URL", "http://127.0.0.1:8000")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SAMPLE_DOOR = LOCAL

# --- the parts -------------------------------------------------------------------------------
INSTALLED_APPS = [
    "portal.units",
    "portal.accounts",
    "portal.audit",
    "portal.jobs",
    "portal.files",
    "portal.imports",
    "portal.calendar",
    "portal.pdf",
    "portal.web",
    "directives",
    "training",
    "reports",
    "portal.demo",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "import_export",
    "django_htmx",
    "csp",
    "whitenoise.runserver_nostatic",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.web.middleware.language_from_path",
    # Of the tags and times that the pages below it are given.
    "django.middleware.http.ConditionalGetMiddleware",
    "portal.web.public_pages.public_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.web.errors.said_when_not_allowed",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "portal.web.held.SignInMiddleware",
    "portal.web.middleware.AccessMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.web.context.site",
                "portal.web.context.signed_in",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- data ------------------------------------------------------------------------------------
# Without an address the backend starts an embedded PostgreSQL under var/ at the first connection.
DATABASE_URL = env.text("DATABASE_URL")
# A streaming replica that public pages are read from; see portal.web.replica.
DATABASE_REPLICA_URL = env.text("DATABASE_REPLICA_URL")
CONNECTING = {
    "ENGINE": "portal.postgres",
    "CONN_MAX_AGE": env.number("DATABASE_CONNECTION_SECONDS", 60),
    "CONN_HEALTH_CHECKS": True,
}
DATABASES = {
    "default": CONNECTING
    | (
        env.database(DATABASE_URL)
        if DATABASE_URL
        else {
            "NAME": "portal",
            "EMBEDDED": VAR_DIR / "postgres",
            # Checks may lose their database with the power; nothing else may.
            "DURABLE": not env.flag("PORTAL_THROWAWAY"),
        }
    )
}
if DATABASE_REPLICA_URL:
    DATABASES["replica"] = CONNECTING | env.database(DATABASE_REPLICA_URL)
DATABASE_ROUTERS = ["portal.web.replica.PublicReads"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # Shared by every web process: the sign-in rate limits count in it.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
    },
    # Whole public pages, each process its own. They need not agree: a page is kept under the
    # version of what is public, which every request reads from the database, so an old one is never
    # asked for again and only waits to be pushed out. At most MAX_KEPT_BYTES a page, compressed.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 24 * 3600,
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "files", "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# A little more than one sending of documents takes, so that too many get a sentence.
DATA_UPLOAD_MAX_NUMBER_FILES = 300

# --- people ----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = reverse_lazy("accounts:enter")
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "portal.accounts.adapter.ClosedSignUpAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
MFA_ADAPTER = "allauth.mfa.adapter.DefaultMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
MFA_TOTP_ISSUER = env.text("TOTP_ISSUER", "Cổng triển khai")
USERSESSIONS_TRACK_ACTIVITY = True
SESSION_COOKIE_AGE = 12 * 3600

# --- transport -------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = not LOCAL
SECURE_HSTS_SECONDS = 0 if LOCAL else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not LOCAL
if env.flag("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Sign-in rates are limited by the visitor's address, not nginx's.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.web.held.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # TOTP enrolment shows its QR code as a data: image.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- mail ------------------------------------------------------------------------------------
EMAIL_BACKEND = f"django.core.mail.backends.{'console' if LOCAL else 'smtp'}.EmailBackend"
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("EMAIL_FROM", "cong-thong-tin@localhost")

# --- reminders -------------------------------------------------------------------------------
# So many working days after its last day an open task is told to the unit's head and officer again,
# then to the head of the unit above it, then to the lead of the office.
ESCALATION_WORKING_DAYS = env.rising("ESCALATION_WORKING_DAYS", "5,10,20")

# --- PDF and its signature -------------------------------------------------------------------
# The standard that PDFs name in themselves, tagged in any case; empty for none.
PDF_VARIANT = env.choice("PDF_VARIANT", standards.VARIANTS, standards.DEFAULT)
# Whoever signs what is issued (see portal.signing): a PKCS#12 file with its passphrase, or the
# dotted path to a function that gives a pyHanko Signer, as for a remote service. Neither: unsigned.
SIGNING_PKCS12 = env.text("SIGNING_PKCS12")
SIGNING_PASSPHRASE = env.text("SIGNING_PASSPHRASE")
SIGNING_HOOK = env.text("SIGNING_HOOK")
env.either("SIGNING_PKCS12", "SIGNING_HOOK")
# A PEM file of the certification authorities whose signers are said to be theirs; without it
# nobody's are.
SIGNING_ROOTS = env.text("SIGNING_ROOTS")

# --- reports ---------------------------------------------------------------------------------
# In what capacity reports are signed where nobody chose otherwise (reports/signatures.py).
REPORT_SIGNATURE = env.one_of("REPORT_SIGNATURE", ("tm", "kt", "tl"))

# For so many days the link in a mail leads to its report.
REPORT_LINK_DAYS = env.number("REPORT_LINK_DAYS", 30)

# --- words and time --------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# --- work in the background ------------------------------------------------------------------
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful"}
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    # It writes whole subjects of certificates, the numbers of identity cards among them; what it
    # found is told by portal.signing.
    "loggers": {
        "pyhanko": {"level": "CRITICAL"},
        "pyhanko_certvalidator": {"level": "CRITICAL"},
    },
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "WARNING")},
}
