"""While developing, Vite shows the pages: let it pass our own routes on to the backend."""

import json
import re

from reflex_base.plugins.base import Plugin, PreCompileContext
from typing_extensions import Unpack

OURS = ("/cart/", "/checkout/", "/pay/", "/testbank/", "/dev/outbox", "/dev/session.js", "/sitemap.xml", "/robots.txt")


class DevProxy(Plugin):
    """Adds a ``server.proxy`` to the ``vite.config.js`` that Reflex writes. A built shop never uses it."""

    def pre_compile(self, **context: Unpack[PreCompileContext]) -> None:
        """Ask Reflex to pass the file through ``with_proxy``."""
        context["add_modify_task"]("vite.config.js", with_proxy)


def with_proxy(config: str) -> str:
    """The Vite configuration with our routes passed on to the backend's default port."""
    rules = json.dumps({path: {"target": "http://127.0.0.1:8000", "changeOrigin": False} for path in OURS})
    config = re.sub(r"(server: \{\n)", rf"\1    proxy: {rules},\n", config, count=1)
    # The export prerenders through a preview server, which would inherit the proxy and find nobody behind it.
    return re.sub(r"(preview: \{\n)", r"\1    proxy: {},\n", config, count=1)
