"""While developing, Vite shows the pages: let it pass our own routes on to the backend."""

import json
import re

from reflex_base.plugins.base import Plugin, PreCompileContext
from typing_extensions import Unpack

# What we answer when a browser asks for it; besides, every form that it posts.
OURS = (
    "/pay/",
    "/photos/",
    "/testbank",
    "/account/export/",
    "/dev/",
    "/staff",
    "/sitemap.xml",
    "/robots.txt",
    "^/tickets/.+/.+",
)
BACKEND = {"target": "http://127.0.0.1:8000", "changeOrigin": False}
# Vite calls this for each request; with an address it answers that one itself.
UNLESS_POSTED = 'bypass: (request) => (request.method === "POST" ? undefined : request.url)'


class DevProxy(Plugin):
    """Adds a ``server.proxy`` to the ``vite.config.js`` that Reflex writes. A built shop never uses it."""

    def pre_compile(self, **context: Unpack[PreCompileContext]) -> None:
        """Ask Reflex to pass the file through ``with_proxy``."""
        context["add_modify_task"]("vite.config.js", with_proxy)


def with_proxy(config: str) -> str:
    """The Vite configuration with our routes passed on to the backend's default port."""
    ours = json.dumps(dict.fromkeys(OURS, BACKEND))[:-1]
    rules = f'{ours}, "^/(?!_event)": {json.dumps(BACKEND)[:-1]}, {UNLESS_POSTED}}}}}'
    config = re.sub(r"(server: \{\n)", rf"\1    proxy: {rules},\n", config, count=1)
    # The export prerenders through a preview server, which would inherit the proxy and find nobody behind it.
    return re.sub(r"(preview: \{\n)", r"\1    proxy: {},\n", config, count=1)
