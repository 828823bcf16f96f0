"""The page between the bank and the order, while we do not know yet how a payment went."""

from html import escape

from starlette.responses import HTMLResponse

from storefront import text

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<link rel="icon" href="/favicon.svg" type="image/svg+xml"><link rel="stylesheet" href="/tokens.css">
<link rel="stylesheet" href="/shop.css"><script src="/theme.js"></script>
<script src="/waiting.js" defer></script></head><body>
<main id="main" class="page"><div class="lcd-panel empty-state" data-component="waiting" role="status">
<h1 class="lcd-line lcd-line-large">{title}</h1><p class="lcd-sentence">{words}</p>
<a class="button" href="">Look again</a></div></main></body></html>"""


def waiting_page() -> HTMLResponse:
    """Say that we ask, and look again by itself; without JavaScript, by a link."""
    page = PAGE.format(title=escape(text.ASKING), words=escape(text.STILL_ASKING))
    return HTMLResponse(page, headers={"cache-control": "no-store"})
