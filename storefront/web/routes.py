"""The routes that are not pages: forms that the browser itself sends, payment, sitemap, development.

A form's answer is always a redirect (303), so that reload and Back never send it again. Every POST
checks that it comes from one of our own pages; only the provider's report is let in by its signature.
"""

import logging
import re
from collections.abc import Awaitable, Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as mail_policy
from functools import partial
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape as xml_escape

from anyio import to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from storefront.domain.cart import LineId
from storefront.domain.errors import Refusal
from storefront.domain.money import Currency
from storefront.domain.orders import Order, OrderStatus
from storefront.domain.payments import OPEN, PaymentStatus
from storefront.domain.reviews import MOST_PHOTOS
from storefront.integrations.ports import BadPhoto, ProviderUnknown
from storefront.services import cart, catalogue, checkout, credits, orders, payments, restock, reviews, saved, sitemap
from storefront.services.shop import House, ask, look, the_house
from storefront.settings import Settings
from storefront.web import accounts, changes, currency, desk, gifts, newsletter, packages, returns, tickets
from storefront.web.answers import kept_photo, photo_name, to_page
from storefront.web.asgi import header
from storefront.web.currency import currency_of
from storefront.web.forms import MOST_FIELDS, faults_of, form_of, number_of, visitor_of
from storefront.web.session import FIRST_SCRIPT, session_hash
from storefront.web.waiting import waiting_page

log = logging.getLogger(__name__)

# Where other servers post: no page, no Origin, but a secret.
SIGNED = ("/pay/notify/", "/testbank/api/", tickets.INCOMING, packages.REPORTS)
# Where mail programs post for their owners: no Origin either, but a secret.
MAILED = ("/restock/leave/", newsletter.LEAVE)
PHOTO_FORMS = ("/orders/", "/contact", "/tickets/")  # whose bodies may hold photos
MOST_PHOTO_BYTES = 5_000_000
MAIL_FILE = re.compile(r"[\w.@+-]{1,200}\.eml")


class OwnPagesOnly:
    """An ASGI layer that refuses a POST of a stranger's page. Server-to-server paths are let through."""

    def __init__(self, app: ASGIApp, origins: tuple[str, ...]) -> None:
        """``origins`` are ours."""
        self.app, self.origins = app, set(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check the Origin of everything that changes something."""
        if scope["type"] == "http" and scope["method"] not in {"GET", "HEAD", "OPTIONS"}:
            origin = header(scope, b"origin").decode("latin-1")
            signed = scope["path"].startswith(SIGNED + MAILED)
            if origin not in self.origins and not (signed and not origin):
                await PlainTextResponse("This form was not sent from our own page.", 403)(scope, receive, send)
                return
        await self.app(scope, receive, send)


def routes(settings: Settings, test_bank: ASGIApp | None, mail_key: str) -> list[BaseRoute]:
    """All routes of this shop; ``mail_key`` signs what the mail provider posts."""
    found: list[BaseRoute] = [
        Route("/cart/add", add_to_cart, methods=["POST"]),
        Route("/cart/change", change_cart, methods=["POST"]),
        Route("/cart/place", send_cart_to, methods=["POST"]),
        Route("/cart/code", use_code, methods=["POST"]),
        Route("/restock/ask", ask_restock, methods=["POST"]),
        Route("/restock/take/{secret}", take_kept, methods=["POST"]),
        Route("/restock/leave/{secret}", show_request, methods=["GET"]),
        Route("/restock/leave/{secret}", leave_queue, methods=["POST"]),
        Route("/saved/press", press_heart, methods=["POST"]),
        Route("/saved/change", change_saved, methods=["POST"]),
        Route("/saved/share", share_saved, methods=["POST"]),
        Route("/orders/{secret}", write_review, methods=["POST"]),
        Route("/photos/{file}", photo, methods=["GET"]),
        Route("/checkout/details", keep_details, methods=["POST"]),
        Route("/checkout/card", pay_by_card, methods=["POST"]),
        Route("/checkout/credit", choose_credit, methods=["POST"]),
        Route("/checkout/pay", pay, methods=["POST"]),
        Route("/checkout/express", begin_express, methods=["POST"]),
        Route("/checkout/give-up", give_up, methods=["POST"]),
        Route("/pay/return/{key}", come_back, methods=["GET"]),
        Route("/pay/left/{key}", leave_page, methods=["GET"]),
        Route("/pay/notify/{provider}", notify, methods=["POST"]),
        *accounts.routes(settings.secure),
        *tickets.routes(mail_key),
        *returns.routes(),
        *newsletter.routes(),
        *gifts.routes(),
        *packages.routes(),
        *desk.routes(settings.secure),
        *changes.routes(),
        *currency.routes(settings.secure, settings.origins),
        Route("/sitemap.xml", sitemap_xml, methods=["GET"]),
        Route("/robots.txt", robots, methods=["GET"]),
    ]
    if test_bank is not None:
        found += [Route("/testbank", test_bank_desk, methods=["GET"]), Mount("/testbank", app=test_bank)]
    if not settings.live:
        found += [
            Route(FIRST_SCRIPT, first_script, methods=["GET"]),
            Route("/dev/outbox", _at_home(outbox_list, settings), methods=["GET"]),
            Route("/dev/outbox/{name}", _at_home(outbox_mail, settings), methods=["GET"]),
            Route("/dev/outbox/{name}/look", _at_home(outbox_look, settings), methods=["GET"]),
        ]
    return found


def _at_home(page: Callable[[Request], Awaitable[Response]], settings: Settings) -> Any:
    """The page, under our own names alone: a stranger's name that was pointed at this machine gets 404."""
    ours = {urlsplit(origin).netloc for origin in settings.origins}

    async def checked(request: Request) -> Response:
        if request.headers.get("host") not in ours:
            raise HTTPException(404)
        return await page(request)

    return checked


async def add_to_cart(request: Request) -> Response:
    """Put a variant into the cart, without JavaScript; then show the cart."""
    sku = (await form_of(request)).get("sku", "")
    try:
        await ask(cart.add_to_cart, session_hash(request.scope), currency_of(request.scope), sku)
    except Refusal as no:
        return await _not_added(no, sku)
    return to_page("/cart")


async def _not_added(no: Refusal, sku: str) -> Response:
    shown = await look(catalogue.variant_address, sku) if no.code == "sold_out" else None
    if shown:  # where one can ask to hear when it is back
        return to_page(shown[0], **shown[1])
    return to_page("/cart", problem=no.code)


async def change_cart(request: Request) -> Response:
    """Set a line's quantity or remove it, without JavaScript; then show the cart."""
    form = await form_of(request)
    line, quantity = LineId(number_of(form.get("line", ""))), form.get("quantity", "")
    who = session_hash(request.scope)
    try:
        if form.get("action") == "remove" or quantity == "0":
            await ask(cart.remove_line, who, line)
        elif units := number_of(quantity):
            await ask(cart.change_quantity, who, currency_of(request.scope), line, units)
    except Refusal as no:
        return to_page("/cart", problem=no.code)
    return to_page("/cart")


async def send_cart_to(request: Request) -> Response:
    """Choose where the cart is to be sent, without JavaScript; then show what it comes to there."""
    form = await form_of(request)
    try:
        await ask(checkout.send_to, session_hash(request.scope), form.get("country", ""), form.get("state", ""))
    except Refusal as no:
        return to_page("/cart", problem=no.code)
    return to_page("/cart", "page-place")


async def use_code(request: Request) -> Response:
    """Keep a typed code with the cart, or take it out, without JavaScript; then show what it does."""
    form = await form_of(request)
    page = "/checkout" if form.get("page") == "/checkout" else "/cart"
    try:
        await ask(cart.use_code, session_hash(request.scope), currency_of(request.scope), form.get("code", ""))
    except Refusal as no:
        return to_page("/cart", problem=no.code)
    return to_page(page)


async def ask_restock(request: Request) -> Response:
    """Put an email address on the list for a sold-out size, without JavaScript; then show the size again."""
    form = await form_of(request)
    sku, who = form.get("sku", ""), session_hash(request.scope)
    try:
        new = await ask(restock.ask_restock, who, visitor_of(request), sku, form.get("email", ""))
        code = "new" if new else "again"
    except Refusal as no:
        code = no.code
    shown = await look(catalogue.variant_address, sku)
    if shown is None:
        return to_page("/cart", problem="no_variant")
    return to_page(shown[0], "restock", **shown[1], asked=code)


async def take_kept(request: Request) -> Response:
    """Put the unit that is kept for a request into the cart, and show the cart."""
    secret = request.path_params["secret"]
    try:
        await ask(restock.take_kept, session_hash(request.scope), currency_of(request.scope), secret)
    except Refusal as no:
        return to_page(f"/restock/{quote(secret)}", problem=no.code)
    return to_page("/cart")


async def show_request(request: Request) -> Response:
    """Where a mail program that cannot post leads its owner: to the page with the button."""
    return to_page(f"/restock/{quote(request.path_params['secret'])}")


async def leave_queue(request: Request) -> Response:
    """Take a request off the list: pressed on its page, or by a mail program in one click (RFC 8058)."""
    secret = request.path_params["secret"]
    try:
        await ask(restock.leave_queue, secret)
    except Refusal:
        return PlainTextResponse("There is no request behind this link.", 404)
    if not request.headers.get("origin"):  # a mail program, which follows no redirect
        return PlainTextResponse("You are off the list.")
    return to_page(f"/restock/{secret}")


async def press_heart(request: Request) -> Response:
    """Save a piece or forget it, without JavaScript; then show the list."""
    form = await form_of(request)
    piece = (form.get("slug", ""), form.get("colour", ""), form.get("size", ""))
    try:
        await ask(saved.save_or_forget, session_hash(request.scope), *piece)
    except Refusal as no:
        return to_page("/cart", problem=no.code) if no.code == "no_session" else to_page("/saved")
    return to_page("/saved")


async def change_saved(request: Request) -> Response:
    """Move a saved piece to the cart or forget it, without JavaScript."""
    form = await form_of(request)
    piece, move, who = number_of(form.get("piece", "")), form.get("action") == "move", session_hash(request.scope)
    try:
        if move:
            await ask(saved.move_to_cart, who, currency_of(request.scope), piece)
        else:
            await ask(saved.forget, who, piece)
    except Refusal as no:
        return to_page("/cart", problem=no.code) if move else to_page("/saved")
    return to_page("/cart") if move else to_page("/saved")


async def share_saved(request: Request) -> Response:
    """Make a link to one's list, or end it."""
    start = (await form_of(request)).get("action") == "start"
    await ask(saved.share if start else saved.stop_sharing, session_hash(request.scope))
    return to_page("/saved")


async def write_review(request: Request) -> Response:
    """Keep a review with its photos, and show its page again: thanks, or what is missing."""
    secret, sku = request.path_params["secret"], request.query_params.get("review", "")
    page = f"/orders/{quote(secret)}"
    try:
        await look(reviews.see_writing, secret, sku)  # before anything is painted for a stranger
    except Refusal:
        raise HTTPException(404) from None
    problem, names = "", []
    async with request.form(max_fields=MOST_FIELDS, max_files=MOST_PHOTOS + 1) as sent:
        form = {name: value.replace("\0", "") for name, value in sent.items() if isinstance(value, str)}
        files = [each for each in sent.getlist("photos") if not isinstance(each, str) and each.size]
        for file in files[:MOST_PHOTOS]:
            try:
                if (file.size or 0) > MOST_PHOTO_BYTES:
                    raise BadPhoto("photo_too_large")
                names.append(await to_thread.run_sync(the_house().ports.photos.keep, await file.read()))
            except BadPhoto as bad:
                problem = str(bad)
    draft = await ask(reviews.write_review, secret, sku, form, names or None)
    if problem:
        return to_page(page, review=sku, check="yes", problem=problem)
    return to_page(page, review=sku, check="yes") if draft.faults() else to_page(page, review=sku)


async def photo(request: Request) -> Response:
    """A photo of a published review."""
    file = request.path_params["file"]
    name = photo_name(file)
    if not name or not await look(reviews.photo_is_public, name):
        raise HTTPException(404)
    return await kept_photo(file, "public, max-age=3600")  # not for ever: a photo that is taken down has to go


async def keep_details(request: Request) -> Response:
    """Keep what was typed at checkout and show it again: a changed country asks for other fields.

    Without JavaScript, codes and gift cards are fields of the same form.
    """
    form, who, pays = await form_of(request), session_hash(request.scope), currency_of(request.scope)
    await ask(checkout.save_fields, who, pays, form)
    drop = form.get("drop", "")
    try:
        if drop == "code":
            await ask(cart.use_code, who, pays, "")
        elif drop or form.get("use"):
            await _choose_credit(who, pays, drop)
        elif form.get("code"):
            await ask(cart.use_code, who, pays, form["code"])
    except Refusal as no:
        return _credit_refused(no.code)
    return await _pay_by_card(request, form["card"]) if form.get("card") and not drop else to_page("/checkout")


async def pay_by_card(request: Request) -> Response:
    """Let a gift card pay a part. Its code is as good as money: it never goes through the socket or into an address."""
    return await _pay_by_card(request, (await form_of(request)).get("code", ""))


async def _pay_by_card(request: Request, code: str) -> Response:
    visitor, who = visitor_of(request), session_hash(request.scope)
    try:
        await to_thread.run_sync(credits.use_card, the_house(), who, visitor, code, currency_of(request.scope))
    except Refusal as no:
        return _credit_refused(no.code)
    return _summed_up()


async def choose_credit(request: Request) -> Response:
    """Let the store credit pay, or let a credit no longer pay."""
    drop = (await form_of(request)).get("drop", "")
    try:
        await _choose_credit(session_hash(request.scope), currency_of(request.scope), drop)
    except Refusal as no:
        return _credit_refused(no.code)
    return _summed_up()


async def _choose_credit(who: str, pays: Currency, drop: str) -> None:
    if number := number_of(drop):
        await ask(credits.drop_card, who, number)
    else:
        await ask(credits.use_store_credit, who, pays)


def _summed_up() -> Response:
    return to_page("/checkout", "folded-summary")  # which a phone unfolds


def _credit_refused(code: str) -> Response:
    if code in {"no_session", "cart_empty", "not_logged_in"}:
        return to_page("/cart", problem=code)
    return to_page("/checkout", "card-of-summary", card=code)


async def pay(request: Request) -> Response:
    """Place the order and lead to the page where it is paid."""
    form = await form_of(request)
    if express := form.get("express", ""):  # the button before the form: it is as if that way were chosen there
        form = {**form, "method": express}
    who = session_hash(request.scope)
    try:
        url = await to_thread.run_sync(
            checkout.check_out, the_house(), who, currency_of(request.scope), form.get("key", ""), form
        )
    except Refusal as no:
        if no.code == "already_paid":
            return RedirectResponse(await look(orders.order_path, str(no.facts["code"])), 303)
        if no.code == "form_faulty" and express:  # nobody has said yet that the form is filled in
            return RedirectResponse(f"/checkout#field-{next(iter(faults_of(no)))}", 303)
        if no.code == "form_faulty":
            return to_page("/checkout", check="yes")
        if no.code in {"cart_empty", "sold_out_now"}:
            return to_page("/cart", problem=no.code)
        return to_page("/checkout", problem=no.code)
    except ProviderUnknown:
        log.warning("the payment provider did not answer when a payment was opened")
        return to_page("/checkout", problem="provider_silent")
    return RedirectResponse(url, 303)


async def begin_express(request: Request) -> Response:
    """Begin a checkout with PayPal; where nothing is missing, right at the button that pays."""
    sku = (await form_of(request)).get("sku", "")
    try:
        ready = await ask(checkout.begin_express, session_hash(request.scope), currency_of(request.scope), sku)
    except Refusal as no:
        return await _not_added(no, sku)
    return to_page("/checkout", "pay" if ready else "")


async def give_up(request: Request) -> Response:
    """End the open payment of this checkout: its pieces are free again, the cart stays."""
    try:
        order = await to_thread.run_sync(checkout.give_up, the_house(), session_hash(request.scope))
    except ProviderUnknown:
        return to_page("/checkout", problem="provider_silent")
    if order and order.status is OrderStatus.PAID:
        return RedirectResponse(await look(orders.order_path, order.code), 303)
    return to_page("/checkout")


async def come_back(request: Request) -> Response:
    """Where the provider's page sends the shopper: ask how it went, and show the right page."""
    return await _after(payments.settle_payment, request)


async def leave_page(request: Request) -> Response:
    """Where the provider's page sends somebody who left it without paying: what was paid nevertheless stays paid."""
    return await _after(partial(payments.end_payment, given_up=True), request)


async def _after(look_into: Callable[[House, str], Order], request: Request) -> Response:
    try:
        order = await to_thread.run_sync(look_into, the_house(), request.path_params["key"])
    except Refusal:
        return to_page("/cart")
    except ProviderUnknown:
        return waiting_page()
    payment = await look(payments.payment_named, request.path_params["key"])
    if payment.change is not None:
        return await _after_change(payment.status, order)
    if order.status is OrderStatus.PLACED:
        return waiting_page()
    if order.status in {OrderStatus.PAID, OrderStatus.COMPLETED}:
        return RedirectResponse(await look(orders.order_path, order.code), 303)
    return to_page("/gift-cards", check="gift", problem="not_paid") if order.gift else to_page("/checkout")


async def _after_change(paid: PaymentStatus, order: Order) -> Response:
    """Where who paid what a change costs more goes on."""
    if paid in OPEN:
        return waiting_page()
    problem = {PaymentStatus.CAPTURED: "", PaymentStatus.CAPTURED_LATE: "paid_late"}.get(paid, "not_paid")
    return to_page(await look(orders.order_path, order.code), "changes", **({"problem": problem} if problem else {}))


async def notify(request: Request) -> Response:
    """A provider's signed report: its word is not taken, the provider is asked."""
    body = await request.body()
    house = the_house()
    provider = house.ports.payments.provider(request.path_params["provider"])
    if provider is None:
        raise HTTPException(404)
    try:
        event = await to_thread.run_sync(provider.verify, body, request.headers, house.clock())
    except ProviderUnknown:  # the provider itself has to say whether it is its report
        return PlainTextResponse("Try again.", 503)
    if event is None:
        return PlainTextResponse("The signature is not right.", 400)
    await to_thread.run_sync(payments.hear, house, provider.name, event)
    return PlainTextResponse("Thank you.")


async def sitemap_xml(request: Request) -> Response:
    """Every page that a search engine may show."""
    house = the_house()
    found = await look(sitemap.addresses)
    rows = "".join(
        f"<url><loc>{xml_escape(house.ports.public_url + path)}</loc>"
        + (f"<lastmod>{day}</lastmod>" if day else "")
        + "</url>"
        for path, day in found
    )
    body = f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
    return Response(body, media_type="application/xml")


async def robots(request: Request) -> Response:
    """What crawlers are asked to leave alone."""
    private = (
        "/cart",
        "/checkout",
        "/orders/",
        "/restock/",
        "/saved",
        "/account",
        "/tickets/",
        "/pay/",
        "/testbank/",
        "/dev/",
        "/staff",
    )
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in private)]
    return PlainTextResponse("\n".join([*lines, "", f"Sitemap: {the_house().ports.public_url}/sitemap.xml", ""]))


async def test_bank_desk(request: Request) -> Response:
    """The test bank's list of payments."""
    return RedirectResponse("/testbank/", 303)


OUTBOX = """<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<link rel="stylesheet" href="/testbank/bank.css"></head><body><header class="bank-test">Development only</header>
<main class="bank"><h1>{title}</h1>{body}</main></body></html>"""


async def first_script(request: Request) -> Response:
    """Nothing but the session cookie that comes along. Development only."""
    return Response("", media_type="text/javascript", headers={"cache-control": "no-store"})


async def outbox_list(request: Request) -> Response:
    """The mails in the outbox folder, newest first. Development only."""
    mails = await to_thread.run_sync(_mails, request.app.state.mails)
    rows = "".join(
        f'<li><a class="bank-link" href="/dev/outbox/{escape(name)}">{escape(subject)}</a><br>to {escape(to)}</li>'
        for name, subject, to in mails
    )
    body = f"<ul>{rows}</ul>" if rows else "<p>No mail yet.</p>"
    return HTMLResponse(OUTBOX.format(title="Outbox", body=body), headers={"cache-control": "no-store"})


async def outbox_mail(request: Request) -> Response:
    """One mail of the outbox folder, its links clickable. Development only."""
    message = await to_thread.run_sync(_mail, request.app.state.mails, request.path_params["name"])
    if message is None:
        raise HTTPException(404)
    part = message.get_body(("plain",))
    words = [
        f'<a class="bank-link" href="{escape(line)}">{escape(line)}</a>'
        if line.startswith(("http://", "https://"))
        else escape(line)
        for line in (part.get_content() if part else "").splitlines()
    ]
    look = '<p><a class="bank-link" href="{}/look">As a mail program shows it</a></p>'
    shown = look.format(escape(request.url.path)) if message.get_body(("html",)) else ""
    body = f"<p>To {escape(message['To'] or '')}</p>{shown}<pre>{chr(10).join(words)}</pre>"
    title = escape(message["Subject"] or "Mail")
    return HTMLResponse(OUTBOX.format(title=title, body=body), headers={"cache-control": "no-store"})


async def outbox_look(request: Request) -> Response:
    """The HTML of a mail of the outbox folder. Development only."""
    message = await to_thread.run_sync(_mail, request.app.state.mails, request.path_params["name"])
    part = message.get_body(("html",)) if message else None
    if part is None:
        raise HTTPException(404)
    # Mails style themselves; nothing in them runs.
    policy = "default-src 'none'; img-src 'self' http: https:; style-src 'unsafe-inline'"
    headers = {"cache-control": "no-store", "content-security-policy": policy}
    return HTMLResponse(part.get_content(), headers=headers)


def application(settings: Settings, test_bank: ASGIApp | None, rest: ASGIApp, mail_key: str) -> ASGIApp:
    """Our routes, and ``rest`` for everything else; ``mail_key`` signs what the mail provider posts."""
    app = Starlette(routes=[*routes(settings, test_bank, mail_key), Mount("/", app=rest)])
    app.state.mails = settings.data / "mails"
    return OwnPagesOnly(app, settings.origins)


def _mails(folder: Path) -> list[tuple[str, str, str]]:
    files = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True)[:200]
    found = []
    for path in files:
        message = message_from_bytes(path.read_bytes(), policy=mail_policy)
        found.append((path.name, str(message["Subject"]), str(message["To"])))
    return found


def _mail(folder: Path, name: str) -> EmailMessage | None:
    if not MAIL_FILE.fullmatch(name) or not (folder / name).is_file():
        return None
    return message_from_bytes((folder / name).read_bytes(), policy=mail_policy)
