"""What the checkout shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from storefront import text
from storefront.domain.addresses import AddressRules
from storefront.domain.checkout import BILLED_FIELDS, BILLING, CheckoutForm, OpenAttempt
from storefront.domain.money import Money
from storefront.domain.shipping import arrival, price_of
from storefront.views import promotions
from storefront.views.cart import changes, or_free
from storefront.views.cart import tax as tax_rows
from storefront.views.catalogue import thumb
from storefront.views.promotions import NO_CODE, NO_CREDITS, CodeView, CreditsView, SavingView


@dataclass(frozen=True)
class OptionView:
    """One entry of a select."""

    value: str = ""
    title: str = ""
    chosen: bool = False


@dataclass(frozen=True)
class FieldView:
    """One field. With ``options`` it is a select, else a text input."""

    name: str = ""
    label: str = ""
    value: str = ""
    error: str = ""
    hint: str = ""
    required: bool = True
    autocomplete: str = ""
    inputmode: str = ""
    type: str = "text"
    options: list[OptionView] = field(default_factory=list)
    short: bool = False  # half a row
    least: str = ""  # how many letters it takes, where the field ticks that off
    key: str = ""  # its name on the page, where several forms have a field of this name

    def __post_init__(self) -> None:
        """A field without a key is the only one of its name."""
        object.__setattr__(self, "key", self.key or self.name)


@dataclass(frozen=True)
class RadioView:
    """One of several, as a radio: a way to ship or to pay, an address of the address book."""

    code: str = ""
    title: str = ""
    words: str = ""  # "Arrives 1–4 December"
    price: str = ""  # "$5.95", "Free" or ""
    chosen: bool = False


@dataclass(frozen=True)
class TickView:
    """A box to tick. What is sent without the tick is said, too."""

    name: str = ""
    label: str = ""
    ticked: bool = False
    yes: str = "yes"
    no: str = "no"
    toggled: str = ""  # what is sent when it is pressed


@dataclass(frozen=True)
class AttemptView:
    """A payment that is open: the pieces are held until it ends."""

    href: str = ""  # the provider's page; "" when none is open
    words: str = ""  # "A payment of $65.15 by card is open. …"
    until: str = ""  # "12:10 UTC"
    seconds: int = 0


@dataclass(frozen=True)
class SummaryLineView:
    """One line of the order summary."""

    title: str = ""
    options: str = ""
    quantity: str = ""  # "× 2"
    picture: str = ""
    total: str = ""
    savings: list[str] = field(default_factory=list)  # "−$5.60 Bag week"


@dataclass(frozen=True)
class ErrorView:
    """One entry of the error summary: a link to its field."""

    name: str = ""  # the field's name
    sentence: str = ""
    key: str = ""  # the field's key; its id is "field-<key>"

    def __post_init__(self) -> None:
        """As for the field."""
        object.__setattr__(self, "key", self.key or self.name)


@dataclass(frozen=True)
class CheckoutView:
    """The checkout page."""

    ready: bool = False
    empty: bool = False  # nothing in the cart
    paid: str = ""  # "Order MP-7KQ4WXEM is paid." when that is why
    paid_href: str = ""
    key: str = ""  # made by the server; the same key places the same order
    problem: str = ""  # what went wrong with the last payment and what to do, or ""
    errors: list[ErrorView] = field(default_factory=list)
    contact: list[FieldView] = field(default_factory=list)
    country: FieldView = FieldView()
    address: list[FieldView] = field(default_factory=list)
    saved: list[RadioView] = field(default_factory=list)  # the address book and "Another address"
    typed: bool = True  # whether the address is typed
    keep: TickView = TickView()  # put it into the address book
    billing: TickView = TickView()  # the bill goes where the parcel goes
    billing_country: FieldView = FieldView()
    billing_address: list[FieldView] = field(default_factory=list)  # [] when it does
    methods: list[RadioView] = field(default_factory=list)
    ways: list[RadioView] = field(default_factory=list)  # to pay
    express: str = ""  # what a press of PayPal before the form does; "": it is not offered
    way_note: str = ""  # what happens on the next page
    shown: str = ""  # a mark of what is shown; Pay takes nothing else
    attempt: AttemptView = AttemptView()
    lines: list[SummaryLineView] = field(default_factory=list)
    count_words: str = ""  # "2 items"
    subtotal: str = ""
    savings: list[SavingView] = field(default_factory=list)  # what promotions take off, for each
    code: CodeView = NO_CODE
    discount_stamp: str = ""  # goes back with the form: no other discount than this one is charged
    shipping_label: str = ""  # "Shipping, Standard"
    shipping: str = ""  # "$5.95" or "Free"
    arrives: str = ""  # "Arrives 1–4 December"
    tax_label: str = ""  # "Sales tax, California 7.25%"; "" when none is added
    tax: str = ""
    tax_note: str = ""  # "Includes VAT 19%: $4.47"; "" when none is included
    total: str = ""
    paid_in: str = ""  # "You pay in EUR. 1 USD = 0.92 EUR, rate of 3 June 2026."; "" in the base currency
    credits: CreditsView = NO_CREDITS
    covered: str = ""  # that nothing is left to pay
    pay_label: str = ""  # "Pay $65.15", "Pay $65.15 with PayPal"
    can_pay: bool = True
    changes: list[str] = field(default_factory=list)


def checkout(
    form: CheckoutForm | None, problem: str = "", card_problem: str = "", paid: tuple[str, str] | None = None
) -> CheckoutView:
    """The checkout page; ``form`` is None when the cart is empty.

    ``problem`` is a sentence that comes before what the last payment left behind, ``card_problem`` says why the
    last gift card was refused; ``paid`` is the code and the page of an order that this cart has just become.
    """
    if form is None:
        code, href = paid or ("", "")
        return CheckoutView(ready=True, empty=True, paid=f"Order {code} is paid." if code else "", paid_href=href)
    shown, rules, faults = form.checkout, form.rules, form.faults
    fields, totals, savings = shown.fields, shown.totals, shown.cart.savings
    worth = totals.subtotal - totals.discount
    tax = tax_rows(shown)
    by_name = {view.name: view for view in address_fields(rules, fields, faults)}
    billed = _billing(form)
    contact = _field(
        "email",
        "Email",
        fields,
        faults,
        complete="email",
        mode="email",
        kind="email",
        hint="The confirmation and the link to your order go there.",
    )
    order = ["email", "country", *by_name, *([BILLING + "country", *(view.name for view in billed)])]
    return CheckoutView(
        ready=True,
        key=shown.key,
        problem=problem or text.PROBLEMS.get(shown.problem, ""),
        errors=[ErrorView(name, text.FAULTS[faults[name]]) for name in order if form.pressed and name in faults],
        contact=[contact],
        country=_select("country", "Country", form.countries, fields, faults, complete="shipping country"),
        address=list(by_name.values()),
        saved=_saved(form),
        typed=form.chosen is None,
        keep=TickView()
        if form.keep is None
        else _tick("keep_address", "Put this address into my address book", form.keep, "yes", "no"),
        billing=_tick("billing", "The bill goes to the same address", form.billing_rules is None, "same", "other"),
        billing_country=_select(
            BILLING + "country", "Country", form.billing_countries, fields, faults, complete="billing country"
        ),
        billing_address=billed,
        methods=[
            RadioView(
                code=method.code,
                title=method.title,
                words=text.arrives(arrival(method.days, shown.today)),
                price=or_free(price_of(method, worth, free=savings.free_shipping is not None)),
                chosen=method.code == shown.method.code,
            )
            for method in shown.methods
        ],
        ways=[RadioView(way, *WAYS[way], chosen=way == form.way) for way in shown.ways],
        express=EXPRESS_NOTES[form.complete]
        if "paypal" in shown.ways and shown.cart.can_be_ordered and form.attempt is None
        else "",
        way_note=WAY_NOTES.get(form.way, ""),
        shown=form.shown,
        attempt=_attempt(form.attempt),
        lines=[
            SummaryLineView(
                title=line.title,
                options=f"{line.colour}, {line.size}",
                quantity=f"× {line.quantity}",
                picture=thumb(line.picture),
                total=text.money(line.total),
                savings=promotions.of_line(savings.lines, line.sku),
            )
            for line in shown.cart.lines
        ],
        count_words=text.items(shown.cart.count),
        subtotal=text.money(totals.subtotal),
        savings=promotions.rows(savings.lines),
        code=promotions.code(savings),
        discount_stamp=shown.discount_stamp,
        shipping_label=f"Shipping, {shown.method.title}",
        shipping=or_free(totals.shipping),
        arrives=text.arrives(arrival(shown.method.days, shown.today)),
        tax_label=tax.label,
        tax=tax.amount,
        tax_note=tax.note,
        total=text.money(totals.total),
        paid_in=text.paid_in(totals.total.currency, shown.cart.tariff.rate),
        credits=promotions.credits(shown.credits, shown.to_pay, shown.credit_stamp, form.store_credit, card_problem),
        covered="" if shown.to_pay.minor else "There is nothing left to pay: this places the order at once.",
        pay_label=_pay_label(shown.to_pay, form.way),
        can_pay=shown.cart.can_be_ordered,
        changes=changes(shown.cart.changes),
    )


WAYS = {
    "card": ("Card", ", ".join(name for brand, name in text.BRANDS.items() if brand != "paypal")),
    "paypal": ("PayPal", "With your PayPal account"),
}
WAY_NOTES = {
    "card": "You type the card on the next page, at the bank. We never see its number.",
    "paypal": "You confirm the payment on the next page, at PayPal.",
}
EXPRESS_NOTES = {
    True: "You confirm the payment on the next page, at PayPal.",
    False: "You confirm it at PayPal, once we know where it goes.",
}
BY_WAY = {"card": "by card", "paypal": "with PayPal"}


def _saved(form: CheckoutForm) -> list[RadioView]:
    found = [
        RadioView(str(address.id), lines[0] if lines else "", ", ".join(lines[1:]), chosen=address.id == form.chosen)
        for address, lines in form.book
    ]
    return [*found, RadioView("new", "Another address", chosen=form.chosen is None)] if found else []


def _tick(name: str, label: str, ticked: bool, yes: str, no: str) -> TickView:
    return TickView(name, label, ticked, yes, no, toggled=no if ticked else yes)


def _billing(form: CheckoutForm) -> list[FieldView]:
    if form.billing_rules is None:
        return []
    plain = {name.removeprefix(BILLING): value for name, value in form.checkout.fields.items() if BILLING in name}
    wrong = {name.removeprefix(BILLING): code for name, code in form.faults.items() if BILLING in name}
    return [
        replace(
            view,
            name=BILLING + view.name,
            key=BILLING + view.name,
            autocomplete=view.autocomplete.replace("shipping", "billing"),
        )
        for view in address_fields(form.billing_rules, plain, wrong)
        if view.name in BILLED_FIELDS
    ]


def _attempt(open_one: OpenAttempt | None) -> AttemptView:
    if open_one is None:
        return AttemptView()
    return AttemptView(
        href=open_one.url,
        words=f"A payment of {text.money(open_one.amount)} {BY_WAY[open_one.method]} is open, and your pieces are held "
        "for it. Go on paying, or change what you like below: pressing Pay then ends this one first.",
        until=text.hour(open_one.expires_at),
        seconds=open_one.seconds_left,
    )


def _pay_label(left: Money, way: str) -> str:
    if not left.minor:
        return "Place the order"
    return f"Pay {text.money(left)}{' with PayPal' if way == 'paypal' else ''}"


def address_fields(rules: AddressRules, fields: Mapping[str, str], faults: Mapping[str, str]) -> list[FieldView]:
    """The fields of an address, but for its country; ``faults``: field → code."""
    found = [
        _field("name", "Full name", fields, faults, complete="shipping name"),
        _field("line1", "Address", fields, faults, complete="shipping address-line1", hint="Street and house number"),
        _field("line2", "Flat, unit, company", fields, faults, complete="shipping address-line2", required=False),
    ]
    if rules.city_label:
        found.append(
            _field(
                "city",
                rules.city_label,
                fields,
                faults,
                complete="shipping address-level2",
                required="city" in rules.required,
                short=True,
            )
        )
    if rules.regions:
        found.append(
            _select(
                "region",
                rules.region_label,
                [("", "Choose"), *rules.regions],
                fields,
                faults,
                complete="shipping address-level1",
                required="region" in rules.required,
            )
        )
    if rules.postcode_label:
        found.append(
            _field(
                "postcode",
                text.postcode_label(rules.postcode_label),
                fields,
                faults,
                complete="shipping postal-code",
                required="postcode" in rules.required,
                short=True,
                hint=f"Like {rules.postcode_example}" if rules.postcode_example else "",
            )
        )
    found.append(
        _field(
            "phone",
            "Phone",
            fields,
            faults,
            complete="shipping tel",
            mode="tel",
            kind="tel",
            required=False,
            hint="Only for the courier, if the parcel cannot be delivered",
        )
    )
    return found


def _field(
    name: str,
    label: str,
    fields: Mapping[str, str],
    faults: Mapping[str, str],
    complete: str,
    mode: str = "text",
    kind: str = "text",
    hint: str = "",
    required: bool = True,
    short: bool = False,
) -> FieldView:
    return FieldView(
        name=name,
        label=label,
        value=fields.get(name, ""),
        error=text.FAULTS[faults[name]] if name in faults else "",
        hint=hint,
        required=required,
        autocomplete=complete,
        inputmode=mode,
        type=kind,
        short=short,
    )


def _select(
    name: str,
    label: str,
    options: list[tuple[str, str]],
    fields: Mapping[str, str],
    faults: Mapping[str, str],
    complete: str,
    required: bool = True,
) -> FieldView:
    value = fields.get(name, "")
    return FieldView(
        name=name,
        label=label,
        value=value,
        error=text.FAULTS[faults[name]] if name in faults else "",
        required=required,
        autocomplete=complete,
        options=[OptionView(code, title, code == value) for code, title in options],
        short=not name.endswith("country"),
    )
