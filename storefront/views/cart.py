"""What the cart drawer and the cart page show."""

from dataclasses import dataclass, field

from storefront import text
from storefront.domain.cart import CartLine, Change
from storefront.domain.checkout import Checkout
from storefront.domain.money import Money
from storefront.domain.promotions import Saving
from storefront.domain.shipping import arrival, left_to_free
from storefront.domain.stock import low
from storefront.domain.taxes import TaxRule
from storefront.views import promotions
from storefront.views.catalogue import thumb
from storefront.views.promotions import NO_CODE, CodeView, SavingView


@dataclass(frozen=True)
class CartLineView:
    """One line of the cart."""

    id: int = 0
    title: str = ""
    href: str = ""
    options: str = ""  # "Ice, M"
    picture: str = ""
    quantity: int = 1
    fewer: int = 0  # the quantity that − asks for
    more: int = 2  # the quantity that + asks for
    can_more: bool = True
    limit: str = ""  # why + is at its end: "That is all we have."
    low: str = ""  # "Only 2 left"
    kept: str = ""  # "Kept for you until 24 November 2026, 12:00 UTC."
    problem: str = ""  # "Sold out. Remove it to check out."
    gone: bool = False  # sold out altogether
    unit: str = ""  # "$28.00 each" when the quantity is above 1, else ""
    was: str = ""
    total: str = ""
    savings: list[str] = field(default_factory=list)  # "−$5.60 Bag week"


@dataclass(frozen=True)
class CartView:
    """The whole cart."""

    ready: bool = False
    count: int = 0
    count_words: str = ""  # "2 items"
    lines: list[CartLineView] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)  # what changed since it was put in
    subtotal: str = ""
    saved: str = ""  # "You save $7.80" or ""
    meter: str = ""  # "You are $15.80 from free shipping" / "Shipping is free"; "" when empty
    meter_percent: int = 0
    meter_on: list[bool] = field(default_factory=list)  # 20 segments
    can_check_out: bool = False
    country: str = "US"  # where it is to be sent
    state: str = ""  # of the US
    place: str = ""  # "Delivery to California, United States"
    arrives: str = ""  # "Arrives 1–4 December"
    shipping_label: str = ""  # "Shipping, Standard"
    shipping: str = ""  # "$5.95" or "Free"
    tax_label: str = ""  # "Sales tax, California 7.25%"; "" when none is added
    tax: str = ""
    tax_note: str = ""  # "Includes VAT 19%: $4.47"; "" when none is included
    total: str = ""
    express: bool = False  # whether PayPal is offered
    savings: list[SavingView] = field(default_factory=list)  # what promotions take off, for each
    code: CodeView = NO_CODE


SEGMENTS = 20  # of the free-shipping meter


def cart(priced: Checkout) -> CartView:
    """The whole cart."""
    shown = priced.cart
    if not shown.lines:
        return CartView(ready=True, count_words=text.items(0), changes=changes(shown.changes))
    totals, way, taxed = priced.totals, priced.methods[0], tax(priced)
    country, region = priced.fields["country"], priced.fields.get("region", "")
    currency, subtotal = totals.subtotal.currency, totals.subtotal
    saved = sum((line.price.was.minor - line.price.now.minor) * line.quantity for line in shown.lines if line.price.was)
    savings, worth = shown.savings, subtotal - totals.discount
    left = left_to_free(way, worth)
    percent = 100
    meter = "Shipping is free"
    if left is not None and left.minor > 0 and way.free_from and not savings.free_shipping:
        percent = worth.minor * 100 // way.free_from.minor
        meter = f"You are {text.money(left)} from free shipping"
    return CartView(
        ready=True,
        count=shown.count,
        count_words=text.items(shown.count),
        lines=[_line(line, savings.lines) for line in shown.lines],
        changes=changes(shown.changes),
        subtotal=text.money(subtotal),
        saved=f"You save {text.money(Money(saved, currency))}" if saved else "",
        meter=meter,
        meter_percent=percent,
        meter_on=[percent * SEGMENTS >= 100 * (segment + 1) for segment in range(SEGMENTS)],
        can_check_out=shown.can_be_ordered,
        country=country,
        state=region if country == "US" else "",
        place=f"Delivery to {text.place(country, region)}",
        arrives=text.arrives(arrival(priced.method.days, priced.today)),
        shipping_label=f"Shipping, {priced.method.title}",
        shipping=or_free(totals.shipping),
        tax_label=taxed.label,
        tax=taxed.amount,
        tax_note=taxed.note,
        total=text.money(totals.total),
        express="paypal" in priced.ways and shown.can_be_ordered,
        savings=promotions.rows(savings.lines),
        code=promotions.code(savings),
    )


@dataclass(frozen=True)
class TaxView:
    """Tax that is added has a row in the sum; tax that is in the prices is a note below it."""

    label: str = ""
    amount: str = ""
    note: str = ""


def tax(priced: Checkout) -> TaxView:
    """The tax of a cart. It is there before it can be told, so that the total surprises nobody later."""
    if priced.tax_is_open:
        return TaxView("Sales tax", "Depends on your state")
    return tax_of(priced.totals.tax, priced.tax)


def tax_of(amount: Money, rule: TaxRule) -> TaxView:
    """An amount of tax, as its rule has it."""
    label = text.tax_label(amount, rule)
    if not label:
        return TaxView()
    return TaxView(note=f"{label}: {text.money(amount)}") if rule.included else TaxView(label, text.money(amount))


def or_free(amount: Money) -> str:
    """``$5.95``, or ``Free``."""
    return text.money(amount) if amount.minor else "Free"


def changes(found: tuple[Change, ...]) -> list[str]:
    """What changed since the shopper last saw the cart, in sentences."""
    return [_change(change) for change in found]


def _change(change: Change) -> str:
    line = change.line
    if change.kind == "sold_out":
        return f"{line.title} ({line.colour}, {line.size}) has sold out. Remove it to check out."
    if change.kind == "fewer_left":
        return f"Only {line.most} of {line.title} ({line.colour}, {line.size}) are left: we have lowered the quantity."
    way = "now costs more" if change.kind == "price_up" else "now costs less"
    return f"{line.title} {way}: {text.money(line.price.now)}. It was {text.money(line.seen)}."


def _problem(line: CartLine) -> str:
    if not line.most:
        return "Sold out. Remove it to check out."
    return f"Only {line.most} left. Take fewer to check out." if line.quantity > line.most else ""


def stock_news(before: CartView, after: CartView) -> str:
    """Say what has become of the cart's pieces by itself: ``Tee (Ice, M) in your cart has just sold out.``."""
    had = {line.id: line for line in before.lines}
    told = []
    for line in after.lines:
        what, was = f"{line.title} ({line.options}) in your cart", had.get(line.id, line)
        if line.gone and not was.gone:
            told.append(f"{what} has just sold out.")
        elif was.problem and not line.problem:
            told.append(f"{what} is back.")
        elif line.problem and not was.problem:
            told.append(f"Fewer are left of {what}.")
    return " ".join(told)


def _line(line: CartLine, savings: tuple[Saving, ...]) -> CartLineView:
    few = low(line.available)
    return CartLineView(
        id=line.id,
        title=line.title,
        href=f"/products/{line.slug}?colour={line.colour_code}&size={line.size}".replace(" ", "+"),
        options=f"{line.colour}, {line.size}",
        picture=thumb(line.picture),
        quantity=line.quantity,
        fewer=line.quantity - 1,
        more=line.quantity + 1,
        can_more=line.quantity < line.most,
        limit="That is all we have." if line.quantity == line.most else "",
        low=f"Only {few} left" if few and not line.kept_until else "",
        kept=f"Kept for you until {text.moment(line.kept_until)}." if line.kept_until else "",
        problem=_problem(line),
        gone=not line.most,
        unit=f"{text.money(line.price.now)} each" if line.quantity > 1 else "",
        was=text.money(line.price.was * line.quantity) if line.price.was else "",
        total=text.money(line.total),
        savings=promotions.of_line(savings, line.sku),
    )
