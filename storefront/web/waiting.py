"""The page between the bank and the order, while we do not know yet how a payment went."""

from html import escape

from starlette.responses import HTMLResponse

from storefront import text
from storefront.pages.bodies.waiting import waiting_body
from storefront.settings import SETTINGS
from storefront.web.printer import print_html

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<link rel="icon" href="/favicon.svg" type="image/svg+xml"><link rel="stylesheet" href="/tokens.css">
<link rel="stylesheet" href="/shop.css"><script src="/theme.js"></script>
<script src="/waiting.js" defer></script></head><body>{body}</body></html>"""


def waiting_page() -> HTMLResponse:
    """Say that we ask, and look again by itself; without JavaScript, by a link."""
    body = print_html(waiting_body(SETTINGS.shop_name, text.ASKING, text.STILL_ASKING))
    page = PAGE.format(title=escape(text.tab_title(text.ASKING)), body=body)
    return HTMLResponse(page, headers={"cache-control": "no-store"})
