"""The one settings file: the environment first, then what `make up` left in the state directory.

Refuses to start without a secret key. Saleor's part stands at the end.
"""

import os
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import dj_database_url
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from marketplace.saleor_bridge import shims, version

version.require_known_saleor()
shims.apply_early()  # before anything of Saleor, or of the libraries of its day, is imported

BASE_DIR = Path(__file__).resolve().parent.parent
STATE_DIR = Path(os.environ.get("OCOP_STATE_DIR") or BASE_DIR / "var" / "state")


def from_environment_or_state(name: str) -> str:
    """The environment variable `name`, else the file `name` (lower case) in the state directory."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    stored = STATE_DIR / name.lower()
    return stored.read_text(encoding="utf-8").strip() if stored.is_file() else ""


def is_on(name: str, default: bool = False) -> bool:
    """Whether the environment variable `name` says yes; anything but yes or no is refused."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value not in {"1", "true", "yes", "on", "0", "false", "no", "off"}:
        raise ImproperlyConfigured(f"{name} is {value!r}; write 1 or 0.")
    return value in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    """The comma-separated words of the environment variable `name`."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


SECRET_KEY = from_environment_or_state("SECRET_KEY")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "There is no secret key. Set SECRET_KEY, or run `make up` once: it makes one and keeps it "
        "in the state directory (OCOP_STATE_DIR, by default var/state)."
    )

DEBUG = is_on("DEBUG")
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")
SITE_ID = 1

ROOT_URLCONF = "marketplace.urls"
WSGI_APPLICATION = "marketplace.wsgi.application"

# --- Apps -------------------------------------------------------------------------------------

ROOMS = [
    "marketplace.translation",
    "marketplace.audit",
    "marketplace.outbox",
    "marketplace.places",
    "marketplace.producers",
    "marketplace.accounts",
    "marketplace.certification",
    "marketplace.listings",
    "marketplace.inventory",
    "marketplace.catalogue",
    "marketplace.orders",
    "marketplace.web",
    "marketplace.web.shop",
    "marketplace.web.console",
    "marketplace.demo",
    "plugins.ocop_sync",
]

SALEOR_APPS = [
    "saleor.plugins",
    "saleor.account",
    "saleor.discount",
    "saleor.giftcard",
    "saleor.product",
    "saleor.checkout",
    "saleor.core",
    "saleor.graphql",
    "saleor.menu",
    "saleor.order",
    "saleor.seo",
    "saleor.shipping",
    "saleor.search",
    "saleor.site",
    "saleor.data_feeds",
    "saleor.page",
    "saleor.payment",
    "saleor.warehouse",
    "saleor.webhook",
    "saleor.wishlist",
    "saleor.app",
    # what Saleor's models are made of
    "versatileimagefield",
    "django_measurement",
    "django_prices",
    "django_prices_openexchangerates",
    "django_prices_vatlayer",
    "graphene_django",
    "mptt",
    "django_countries",
    "django_filters",
    "phonenumber_field",
]

INSTALLED_APPS = [
    "marketplace.saleor_bridge",  # first: its shims come before Saleor's models
    "django.contrib.contenttypes",
    "django.contrib.sites",
    "django.contrib.staticfiles",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    *SALEOR_APPS,
    "axes",
    "django_htmx",
    *ROOMS,
]

# Saleor's tables keep the integer keys their migrations made; our rooms ask for BigAutoField in
# their AppConfig.
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "marketplace.web.shop.headers.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "storefront_theme" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- Stores -----------------------------------------------------------------------------------

# Without DATABASE_URL any query is refused by Django's dummy backend.
DATABASE_URL = from_environment_or_state("DATABASE_URL")
DATABASES = (
    {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
    if DATABASE_URL
    else {}
)

# The role that web and worker connect as; the owner (DATABASE_OWNER_URL) migrates and grants.
DATABASE_APP_ROLE = os.environ.get("DATABASE_APP_ROLE") or "ocop_app"

REDIS_URL = from_environment_or_state("REDIS_URL")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

# Files that no web server may serve: the lists that were imported.
PRIVATE_ROOT = Path(os.environ.get("PRIVATE_ROOT") or BASE_DIR / "var" / "private")
MEDIA_ROOT = os.environ.get("MEDIA_ROOT") or str(BASE_DIR / "var" / "media")
MEDIA_URL = "/media/"
SERVE_MEDIA = is_on("SERVE_MEDIA", default=True)  # off where a proxy or an object store does
STATIC_ROOT = os.environ.get("STATIC_ROOT") or str(BASE_DIR / "var" / "static")
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Names with a hash of the content, so that browsers may keep them for ever.
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATICFILES_DIRS = [path for path in [BASE_DIR / "storefront_theme" / "static"] if path.is_dir()]

# --- Work in the background -------------------------------------------------------------------

CELERY_BROKER_URL = from_environment_or_state("CELERY_BROKER_URL") or REDIS_URL
# A broker that is down: the outbox keeps the promise and no shopper waits for it.
CELERY_BROKER_TRANSPORT_OPTIONS = {"max_retries": 0, "socket_connect_timeout": 2}
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True  # a task whose worker dies comes back
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"
CELERY_BEAT_SCHEDULE = {
    "outbox": {"task": "marketplace.outbox.tasks.sweep", "schedule": 15.0},
    # an import whose worker was killed comes back
    "imports": {"task": "plugins.ocop_sync.tasks.sweep", "schedule": 15.0},
    "sources": {"task": "plugins.ocop_sync.tasks.fetch_sources", "schedule": 60.0},
    "codes": {"task": "marketplace.accounts.tasks.forget_codes", "schedule": 600.0},
    "stock": {
        "task": "marketplace.inventory.tasks.check_stock",
        "schedule": crontab(hour=2, minute=40),
    },
    "orders": {
        "task": "marketplace.orders.tasks.check_orders",
        "schedule": crontab(hour=2, minute=50),
    },
    "parcels past their time": {"task": "marketplace.orders.tasks.lapse_past", "schedule": 60.0},
    "what orders need no more": {
        "task": "marketplace.orders.tasks.forget_old",
        "schedule": crontab(hour=3, minute=40),
    },
    "near names": {
        "task": "marketplace.certification.tasks.ask_near_matches",
        "schedule": crontab(hour=3, minute=10),
    },
}

# --- People -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "account.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "marketplace.accounts.backend.LoginBackend",  # nobody signs in by Saleor's address
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "console:sign_in"
LOGIN_REDIRECT_URL = "console:home"
LOGOUT_REDIRECT_URL = "console:sign_in"

# Ten wrong sign-ins in a quarter of an hour on one name from one address. Not on a name alone:
# anybody could then lock an administrator out from anywhere. Not on an address alone: an office
# behind one address would be shut out by one of its people.
AXES_HANDLER = "axes.handlers.cache.AxesCacheHandler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "marketplace.accounts.sign_in_limits.typed_name"
AXES_CLIENT_IP_CALLABLE = "marketplace.accounts.sign_in_limits.client_address"
AXES_CLIENT_STR_CALLABLE = "marketplace.accounts.sign_in_limits.anonymous"  # nothing personal
AXES_LOCKOUT_CALLABLE = "marketplace.web.locked_out.locked_out"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
TRUSTED_PROXIES = int(os.environ.get("TRUSTED_PROXIES", "0"))  # how many of ours stand in front

# Secure cookies unless the server answers on loopback names only (the demo, over http).
ON_LOOPBACK = set(ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "[::1]"}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not (DEBUG or ON_LOOPBACK)
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600  # shoppers; accounts.sign_in gives staff sessions 12 hours
SESSION_ENGINE = "marketplace.web.session_store"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

# --- Language and time ------------------------------------------------------------------------

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "marketplace" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

# A running server under test can be told another time, by a file; a shop that serves cannot.
CLOCK_FILE = os.environ.get("OCOP_CLOCK_FILE") if is_on("OCOP_TEST") else None

# --- Mail -------------------------------------------------------------------------------------

# Without a mail server, messages become files that anybody can open.
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = is_on("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = os.environ.get("EMAIL_FILE_PATH") or str(BASE_DIR / "var" / "mail")
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "Chợ OCOP <no-reply@localhost>")
# Short messages likewise: a class with send(phone, text) (outbox.sms), or files.
SMS_BACKEND = os.environ.get("SMS_BACKEND") or "marketplace.outbox.sms.Files"
SMS_FILE_PATH = os.environ.get("SMS_FILE_PATH") or str(BASE_DIR / "var" / "sms")

# --- What is written down ---------------------------------------------------------------------

# To stderr, for whoever runs the process. A crash is logged with its traceback, without the
# request's values; nothing personal belongs in a message (tests/whole holds it).
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "marketplace": {"handlers": ["stderr"], "level": "INFO"},
        "plugins": {"handlers": ["stderr"], "level": "INFO"},
    },
}

# --- The shop ---------------------------------------------------------------------------------

SITE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
# Percent of VAT inside the delivery fee; dated law, so a setting and stored with every parcel.
DELIVERY_VAT_RATE = Decimal(os.environ.get("DELIVERY_VAT_RATE", "8"))
# Registries over http or inside one's own network: to try things out, never for a shop in use.
SOURCES_MAY_BE_LOCAL = is_on("SOURCES_MAY_BE_LOCAL")
# The same for other systems that are told what happens (outbox.webhooks).
WEBHOOKS_MAY_BE_LOCAL = is_on("WEBHOOKS_MAY_BE_LOCAL")
# đồng that one person decides alone at a place within 24 hours (inventory.second_person).
ADJUSTMENT_LIMIT = int(os.environ.get("ADJUSTMENT_LIMIT", "500000"))
NEAR_EXPIRY_DAYS = int(os.environ.get("NEAR_EXPIRY_DAYS", "30"))  # what ends so soon is shown
# What is held without money (orders.limits): orders that wait for a call or for who collects them,
# by one phone and by one browser; đồng of one order to be paid at the door, and below which a
# known shopper is not called; how long an order waits for the call; and how many days after the
# first on which it can be collected goods wait at a sales point.
COD_OPEN_ORDERS = int(os.environ.get("COD_OPEN_ORDERS", "3"))
COD_OPEN_PER_DEVICE = int(os.environ.get("COD_OPEN_PER_DEVICE", "3"))
COD_MOST = int(os.environ.get("COD_MOST", "5000000"))
COD_UNCALLED = int(os.environ.get("COD_UNCALLED", "1000000"))
COD_CONFIRM_HOURS = int(os.environ.get("COD_CONFIRM_HOURS", "24"))
COLLECT_DAYS = int(os.environ.get("COLLECT_DAYS", "3"))
# Working days in which a supplying place brings goods to a sales point that is to hand them over.
SUPPLY_DAYS = int(os.environ.get("SUPPLY_DAYS", "3"))
# Days after delivery within which goods may be brought back; working days to answer a complaint.
RETURN_DAYS = int(os.environ.get("RETURN_DAYS", "7"))
COMPLAINT_DAYS = int(os.environ.get("COMPLAINT_DAYS", "7"))
# A carrier that is asked over the network; without a token it cannot be chosen.
GHN_URL = os.environ.get("GHN_URL", "https://online-gateway.ghn.vn")
GHN_TOKEN = os.environ.get("GHN_TOKEN", "")
GHN_SHOP_ID = os.environ.get("GHN_SHOP_ID", "")
DEMO = is_on("DEMO", default=True)  # wears the ribbon "bản thử"

# --- What Saleor reads ------------------------------------------------------------------------

PROJECT_ROOT = str(BASE_DIR)
DEFAULT_COUNTRY = "VN"
DEFAULT_CURRENCY = "VND"
AVAILABLE_CURRENCIES = ["VND"]
DEFAULT_CURRENCY_CODE_LENGTH = 3
# Saleor's amount columns are numeric(12, 2) in its migrations whatever the currency is; the đồng
# has no fraction, which a constraint of ours guards (saleor_bridge migration 0001).
DEFAULT_MAX_DIGITS = 12
DEFAULT_DECIMAL_PLACES = 2
DEFAULT_MAX_EMAIL_DISPLAY_NAME_LENGTH = 78
COUNTRIES_OVERRIDE = {"EU": "European Union"}  # Saleor's country choices; part of its migrations

ALLOWED_CLIENT_HOSTS = ALLOWED_HOSTS
ALLOWED_GRAPHQL_ORIGINS = ""
PLAYGROUND_ENABLED = False
ENABLE_ACCOUNT_CONFIRMATION_BY_EMAIL = True
ENABLE_DEBUG_TOOLBAR = False
ENABLE_SSL = not DEBUG
REAL_IP_ENVIRON = "REMOTE_ADDR"
MAX_CHECKOUT_LINE_QUANTITY = 50
GOOGLE_ANALYTICS_TRACKING_ID = None
OPENEXCHANGERATES_API_KEY = None
OPENTRACING_MAX_QUERY_LENGTH_LOG = 2000
SEARCH_BACKEND = "saleor.search.backends.postgresql"
DEFAULT_MENUS = {"top_menu_name": "navbar", "bottom_menu_name": "footer"}
AWS_MEDIA_BUCKET_NAME = None
AWS_MEDIA_CUSTOM_DOMAIN = None
GS_MEDIA_BUCKET_NAME = None

PLUGINS_MANAGER = "saleor.plugins.manager.PluginsManager"
PLUGINS = [
    "plugins.ocop_sync.plugin.OcopSyncPlugin"
]  # Avatax, Vatlayer, Braintree, Razorpay and Saleor's Stripe stay out

VERSATILEIMAGEFIELD_SETTINGS = {"create_images_on_demand": True}
VERSATILEIMAGEFIELD_RENDITION_KEY_SETS = {
    "products": [
        ("product_gallery", "thumbnail__540x540"),
        ("product_gallery_2x", "thumbnail__1080x1080"),
        ("product_small", "thumbnail__60x60"),
        ("product_small_2x", "thumbnail__120x120"),
        ("product_list", "thumbnail__255x255"),
        ("product_list_2x", "thumbnail__510x510"),
    ],
    "background_images": [("header_image", "thumbnail__1080x440")],
    "user_avatars": [("default", "thumbnail__445x445")],
}
PLACEHOLDER_IMAGES = {
    size: f"images/placeholder{size}x{size}.png" for size in (60, 120, 255, 540, 1080)
}
DEFAULT_PLACEHOLDER = "images/placeholder255x255.png"

GRAPHENE = {
    "RELAY_CONNECTION_ENFORCE_FIRST_OR_LAST": True,
    "RELAY_CONNECTION_MAX_LIMIT": 100,
    "MIDDLEWARE": ["saleor.graphql.middleware.JWTMiddleware"],
}

# Tokens expire: graphql_jwt's own default is that they do not.
GRAPHQL_JWT = {
    "JWT_PAYLOAD_HANDLER": "saleor.graphql.utils.create_jwt_payload",
    "JWT_EXPIRATION_DELTA": timedelta(minutes=5),
    "JWT_VERIFY_EXPIRATION": True,
}
