"""Django's settings of a Broadsheet site, from its own few (`settings/env.py`)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from .database import database, database_file
from .env import read_env
from .frontend_cache import frontend_cache
from .hosts import allowed_hosts
from .languages import language
from .mail import mail
from .page_store import PageStoreSettings

SITE_ENV = read_env()
PACKAGE = Path(__file__).resolve().parent.parent
SITE = SITE_ENV.site

SECRET_KEY = SITE_ENV.secret_key
DEBUG = SITE_ENV.debug
ALLOWED_HOSTS = allowed_hosts(SITE_ENV.hosts, SITE_ENV.base_url)
ROOT_URLCONF = "broadsheet.urls"
WSGI_APPLICATION = "broadsheet.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "core.User"
APPEND_SLASH = True

# The order of the layers, top first: a template or translation above wins over one below.
BROADSHEET_APPS = [
    "broadsheet.ops",
    "broadsheet.imports",
    "broadsheet.wire",
    "broadsheet.desk",
    "broadsheet.finding",
    "broadsheet.fronts",
    "broadsheet.stories",
    "broadsheet.media",
    "broadsheet.record",
    "broadsheet.readers",
    "broadsheet.editions",
    "broadsheet.search",
    "broadsheet.events",
    "broadsheet.core",
    "broadsheet.edge",
]

INSTALLED_APPS = [
    *BROADSHEET_APPS,
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.locales",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "broadsheet.core.middleware.SecurityPolicyMiddleware",
    "broadsheet.desk.middleware.PreviewLinkMiddleware",
    "broadsheet.core.lite.LiteMiddleware",
    "broadsheet.edge.http.marker.MarkerMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "broadsheet.editions.middleware.EditionLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "broadsheet.editions.middleware.EditionMiddleware",
    "broadsheet.editions.middleware.DraftsOfOthersMiddleware",
    "broadsheet.desk.middleware.ExportMiddleware",
    "broadsheet.desk.sent_once.SentOnceMiddleware",
    "broadsheet.desk.same_moment.SameMomentMiddleware",
    "broadsheet.core.attempts.AttemptsMiddleware",
    "broadsheet.core.middleware.HostileRequestMiddleware",
    "broadsheet.media.middleware.InUseMiddleware",
    "broadsheet.events.middleware.RefusalMiddleware",
    "broadsheet.stories.middleware.MovedStoryMiddleware",
    "axes.middleware.AxesMiddleware",
    "broadsheet.edge.rendering.renderer.FragmentMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SITE / "theme" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["broadsheet.core.template_loader.ThemeLoader", "broadsheet.core.template_loader.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
        },
    },
]

DATABASES = {"default": database(SITE_ENV.database_url, site=SITE)}
DATABASE_FILE = database_file(DATABASES["default"])
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # A rendition found in a cache would hide from the page store that the page depends on it.
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}

# The page store (`broadsheet.edge`). What pages are made from besides the database is part of every key.
EDGE: PageStoreSettings = {
    "is_on": SITE_ENV.page_store and not SITE_ENV.debug,
    "folder": SITE / "cache",
    "written": [
        SITE / "media",
        SITE / "cache",
        DATABASE_FILE.parent if DATABASE_FILE else SITE,
    ],  # what a full disk stops
    "memory": SITE_ENV.page_store_memory * 1_000_000 // SITE_ENV.workers,
    "shelf": SITE_ENV.page_store_memory * 8_000_000,
    "base_url": SITE_ENV.base_url,
    "resolved_path": "broadsheet.core.lite.full_path",
    "trusted_proxies": SITE_ENV.trusted_proxies,
    "any_host": {"/health/", "/metrics"},
    "build_files": [
        *((PACKAGE, f"**/*.{ending}") for ending in ("py", "html", "css", "js", "mo", "xml", "txt")),
        (SITE / "theme", "**/*"),
        (SITE / "static", "staticfiles.json"),
    ],
}

# A cache in front of the site, told of each page that changed (`broadsheet.ops.purging`).
WAGTAILFRONTENDCACHE = frontend_cache(SITE_ENV.purge_url)
WAGTAILFRONTENDCACHE_LANGUAGES: list[str] = []  # each edition's page is told by its own address

# Wagtail's own small jobs run where they are made; what takes long waits in the database for the
# server's worker thread (`broadsheet.events.worker`).
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "background": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]},
}

# --- languages and time -------------------------------------------------------------------------
EDITION_LANGUAGES = [language(code) for code in SITE_ENV.editions]
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [(each.code, each.own_name) for each in EDITION_LANGUAGES]
LANGUAGE_CODE = SITE_ENV.editions[0]
LOCALE_PATHS = [SITE / "theme" / "locale", PACKAGE / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = SITE_ENV.time_zone
WAGTAIL_I18N_ENABLED = True

# --- people -------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "broadsheet.core.attempts.SignInLimit",
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "broadsheet.editions.passwords.GuessablePasswordValidator"},
]
CSRF_FAILURE_VIEW = "broadsheet.core.views.csrf_failed"
LOGIN_URL = "wagtailadmin_login"
# A name is locked only together with the address that tried it, so nobody can lock a colleague out.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "broadsheet.core.attempts.name_is_locked"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_ENV.https
SESSION_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31_536_000 if SITE_ENV.https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SITE_ENV.https else None
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
CSRF_TRUSTED_ORIGINS = [SITE_ENV.base_url]
X_FRAME_OPTIONS = "SAMEORIGIN"  # the editor shows previews in a frame

# --- files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = SITE / "static"
STATICFILES_DIRS = [folder for folder in [SITE / "theme" / "static"] if folder.is_dir()]
MEDIA_ROOT = SITE / "media"
MEDIA_URL = "/media/"
STORAGES = {
    "default": {"BACKEND": "broadsheet.core.whole_files.WholeFileStorage"},
    "staticfiles": {"BACKEND": "broadsheet.core.static_files.HashedStaticFiles"},
}
WHITENOISE_MAX_AGE = 31_536_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_PERMISSIONS = 0o640

# --- mail ---------------------------------------------------------------------------------------
globals().update(mail(SITE_ENV.email_url))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = SITE_ENV.from_email
ADMINS = [(SITE_ENV.desk_email, SITE_ENV.desk_email)] if SITE_ENV.desk_email else []

# --- Wagtail ------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Broadsheet"
WAGTAILADMIN_BASE_URL = SITE_ENV.base_url
WAGTAILIMAGES_IMAGE_MODEL = "media.Picture"
WAGTAILDOCS_DOCUMENT_MODEL = "media.NewsDocument"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 30 * 1024 * 1024  # bytes
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 100_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "broadsheet.media.forms.PictureForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "broadsheet.media.forms.DocumentForm"
WAGTAILIMAGES_JPEG_QUALITY = 78
WAGTAILIMAGES_WEBP_QUALITY = 76
WAGTAILIMAGES_AVIF_QUALITY = 58
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "rtf", "txt", "xlsx", "zip"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILEMBEDS_FINDERS = [{"class": "wagtail.embeds.finders.oembed"}]
# On SQLite an index of our own; any other database's by `wagtail.search`, whose terms come stemmed (ADR 7).
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "broadsheet.search.backend"}
    if DATABASE_FILE
    else {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"}
}
WAGTAIL_ALLOW_UNICODE_SLUGS = True
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "broadsheet.desk.password_reset.PasswordResetForm"  # noqa: S105 - no password
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]  # one for all: nobody chooses
WAGTAILADMIN_PERMITTED_LANGUAGES = [(code, name) for code, name in LANGUAGES]
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = False
TAGGIT_CASE_INSENSITIVE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"live": {"()": "django.utils.log.RequireDebugFalse"}},
    # Trouble of the machine (`edge.trouble`) is told once a minute, and by mail once an hour.
    "handlers": {
        "stderr": {"class": "broadsheet.edge.trouble.LogHandler", "formatter": "line"},
        "desk": {"class": "broadsheet.edge.trouble.MailHandler", "level": "ERROR", "filters": ["live"]},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "broadsheet": {"level": "INFO"},
        "axes": {"level": "ERROR"},
        "django": {"handlers": ["desk"], "level": "INFO"},
        "django.request": {"level": "ERROR"},
    },
}
