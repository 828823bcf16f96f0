"""The tables. Money is minor units beside its currency; times are aware UTC.

What must hold whoever writes is a constraint here: stock never goes below zero, a key places one
order, a line of a placed order never changes (the migrations add the triggers).
"""

# pyright: reportAssignmentType=false
# (SQLModel declares __tablename__ as a function; a text is what its documentation says to give)

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, DateTime, Index, TypeDecorator, UniqueConstraint, text
from sqlmodel import Field, SQLModel


class UtcTime(TypeDecorator[datetime]):
    """An aware UTC time on every database: SQLite forgets the zone, so it is put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Refuse naive times; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Give back aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _time(**more: Any) -> Any:
    return Field(sa_type=UtcTime, **more)  # pyright: ignore[reportArgumentType]


def _json(**more: Any) -> Any:
    return Field(sa_type=JSON, **more)


LATER = {"sa_column_kwargs": {"server_default": "{}"}}  # of a column that came to rows that were there


class SizeChartRow(SQLModel, table=True):
    """A size chart; products share it where they share a cut."""

    __tablename__ = "size_charts"
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=60)
    kind: str = Field(max_length=12)  # garment | body
    measures: list[list[Any]] = _json(default_factory=list)  # [letter, name, body, ease in mm, line], in order


class SizeChartSizeRow(SQLModel, table=True):
    """One size of a chart."""

    __tablename__ = "size_chart_sizes"
    __table_args__ = (UniqueConstraint("chart_id", "size"),)
    id: int | None = Field(default=None, primary_key=True)
    chart_id: int = Field(foreign_key="size_charts.id", index=True)
    position: int
    size: str = Field(max_length=20)
    labels: dict[str, str] = _json(default_factory=dict)  # system → label
    mm: list[int | None] = _json(default_factory=list)  # along the chart's measures


class CollectionRow(SQLModel, table=True):
    """A collection of products."""

    __tablename__ = "collections"
    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True, max_length=80)
    title: str = Field(max_length=120)
    intro: str = ""
    rule: str = Field(default="", max_length=40, sa_column_kwargs={"server_default": ""})  # see domain.catalogue.Rule
    in_menu: bool = False
    position: int = 0


class ProductRow(SQLModel, table=True):
    """A design; its colours and sizes are variants."""

    __tablename__ = "products"
    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True, max_length=120)
    title: str = Field(max_length=200)
    kind: str = Field(max_length=60)
    description: str = ""
    fit: str = ""
    material: str = ""
    stretch: str = Field(default="firm", max_length=8, sa_column_kwargs={"server_default": "firm"})  # or some, much
    cut: str = Field(default="", max_length=20, sa_column_kwargs={"server_default": ""})  # close | regular | roomy | ""
    materials: list[str] = _json(default_factory=list, sa_column_kwargs={"server_default": "[]"})  # the main ones
    care: list[str] = _json(default_factory=list)
    chart_id: int = Field(foreign_key="size_charts.id")
    collection_id: int = Field(foreign_key="collections.id")  # the main one, for the breadcrumb
    released_on: date
    position: int = 0
    weight_g: int = 0
    sold_lately: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # units, counted by the worker
    withdrawn_at: datetime | None = _time(default=None, index=True)  # no longer sold: 410
    updated_at: datetime = _time()


class CollectionProductRow(SQLModel, table=True):
    """A product that was put into a collection by hand, and its place there."""

    __tablename__ = "collection_products"
    collection_id: int = Field(foreign_key="collections.id", primary_key=True)
    product_id: int = Field(foreign_key="products.id", primary_key=True, index=True)
    position: int = 0


class ColourRow(SQLModel, table=True):
    """A product in one colour."""

    __tablename__ = "colours"
    __table_args__ = (UniqueConstraint("product_id", "code"),)
    id: int | None = Field(default=None, primary_key=True)
    product_id: int = Field(foreign_key="products.id", index=True)
    code: str = Field(max_length=40)
    name: str = Field(max_length=60)
    hex: str = Field(max_length=7)
    backdrop: str = Field(max_length=7)
    position: int = 0


class PictureRow(SQLModel, table=True):
    """One picture of a product in one colour; ``file`` is the name without width and ending."""

    __tablename__ = "pictures"
    __table_args__ = (UniqueConstraint("colour_id", "view"),)
    id: int | None = Field(default=None, primary_key=True)
    colour_id: int = Field(foreign_key="colours.id", index=True)
    view: str = Field(max_length=12)  # front | detail | back
    file: str = Field(max_length=160)
    alt: str = Field(max_length=300)
    position: int = 0


class VariantRow(SQLModel, table=True):
    """A product in one colour and size, named by its SKU, with its units."""

    __tablename__ = "variants"
    __table_args__ = (
        UniqueConstraint("colour_id", "size"),
        CheckConstraint("on_hand >= 0", name="on_hand_not_negative"),
        CheckConstraint("held >= 0 AND held <= on_hand", name="held_within_stock"),
        Index("ix_variants_listing", "product_id", "size", "colour_id", "on_hand", "held"),  # counts of filters
    )
    id: int | None = Field(default=None, primary_key=True)
    product_id: int = Field(foreign_key="products.id")
    colour_id: int = Field(foreign_key="colours.id", index=True)
    sku: str = Field(unique=True, max_length=80)
    size: str = Field(max_length=20)
    position: int = 0
    on_hand: int = 0
    held: int = 0  # of these, kept for somebody: the sum of the holds


class PriceRow(SQLModel, table=True):
    """What a variant costs in one currency."""

    __tablename__ = "prices"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="price_positive"),
        CheckConstraint("was_minor IS NULL OR was_minor > amount_minor", name="was_above_price"),
    )
    variant_id: int = Field(foreign_key="variants.id", primary_key=True)
    currency: str = Field(max_length=3, primary_key=True)
    amount_minor: int
    was_minor: int | None = None
    lowest_minor: int | None = None  # of the 30 days before it was reduced


class PastPriceRow(SQLModel, table=True):
    """What a variant cost until some moment. The price of now is in PriceRow."""

    __tablename__ = "past_prices"
    __table_args__ = (Index("ix_past_prices_variant", "variant_id", "currency", "until"),)
    id: int | None = Field(default=None, primary_key=True)
    variant_id: int = Field(foreign_key="variants.id")
    currency: str = Field(max_length=3)
    amount_minor: int
    until: datetime = _time()


class RateRow(SQLModel, table=True):
    """How many units of a currency one unit of the base is worth. A table of rates is the rows of one moment."""

    __tablename__ = "rates"
    currency: str = Field(primary_key=True, max_length=3)
    fetched_at: datetime = _time(primary_key=True, index=True)
    base: str = Field(max_length=3)
    rate: str = Field(max_length=40)  # exact decimal text: SQLite knows only floats
    day: date  # that it was quoted for
    source: str = Field(max_length=60)


class KindPairingRow(SQLModel, table=True):
    """Which kinds of pieces are worn with a kind, the best first."""

    __tablename__ = "kind_pairings"
    kind: str = Field(primary_key=True, max_length=60)
    goes_with: list[str] = _json(default_factory=list)


class CustomerRow(SQLModel, table=True):
    """Somebody with an account. There is a row only once the email address is proved."""

    __tablename__ = "customers"
    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(max_length=254)  # as typed
    email_key: str = Field(unique=True, max_length=254)  # what its spellings have in common
    name: str = Field(default="", max_length=120)
    password_hash: str = Field(max_length=100)
    owner: str = Field(unique=True, max_length=64)  # what carts and wish lists call the customer; random
    created_at: datetime = _time()
    measures: dict[str, str] = _json(default_factory=dict)  # as the size finder's form has them
    choices: dict[str, str] = _json(
        default_factory=dict, sa_column_kwargs={"server_default": "{}"}
    )  # light or dark, the units
    seen: list[str] = _json(default_factory=list)  # slugs of products looked at lately, newest first


class SessionRow(SQLModel, table=True):
    """A browser that is logged in. Guests' sessions have no row. The row goes when it is logged out."""

    __tablename__ = "sessions"
    id: int | None = Field(default=None, primary_key=True)
    session_hash: str = Field(unique=True, max_length=64)
    customer_id: int = Field(foreign_key="customers.id", index=True)
    device: str = Field(default="", max_length=200)  # as the browser calls itself
    merged: dict[str, int] = _json(default_factory=dict)  # what the guest brought along, told once
    created_at: datetime = _time()
    seen_at: datetime = _time()
    expires_at: datetime = _time(index=True)


class AccountTokenRow(SQLModel, table=True):
    """The secret of a mailed link, as its hash. Whoever uses it first wins: the row goes in the same transaction."""

    __tablename__ = "account_tokens"
    id: int | None = Field(default=None, primary_key=True)
    secret_hash: str = Field(unique=True, max_length=64)
    kind: str = Field(max_length=12)
    email: str = Field(max_length=254)
    email_key: str = Field(max_length=254, index=True)
    customer_id: int | None = Field(default=None, foreign_key="customers.id", index=True)
    session_hash: str = Field(default="", max_length=64)  # who asked for it
    facts: dict[str, str] = _json(default_factory=dict)  # a registration's name and hashed password
    expires_at: datetime = _time(index=True)


class CustomerAddressRow(SQLModel, table=True):
    """An address of a customer's address book."""

    __tablename__ = "customer_addresses"
    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customers.id", index=True)
    fields: dict[str, str] = _json(default_factory=dict)
    is_default: bool = False


class ExportRow(SQLModel, table=True):
    """The file with everything that is known of a customer: asked for, made by the worker, fetched by a mailed link."""

    __tablename__ = "exports"
    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customers.id", index=True)
    asked_at: datetime = _time()
    secret_hash: str | None = Field(default=None, unique=True, max_length=64)  # None until it is made
    file: bytes = b""
    expires_at: datetime | None = _time(default=None, index=True)


class FormNoteRow(SQLModel, table=True):
    """What was typed into a form that was not accepted, so that nothing has to be typed again. Never a password."""

    __tablename__ = "form_notes"
    session_hash: str = Field(primary_key=True, max_length=64)
    form: str = Field(primary_key=True, max_length=20)
    fields: dict[str, str] = _json(default_factory=dict)
    faults: dict[str, str] = _json(default_factory=dict)  # field → code of a refusal; "" = of the form as a whole
    noted_at: datetime = _time(index=True)


class CartRow(SQLModel, table=True):
    """A cart. It belongs to a guest's session, of which only the hash is kept, or to a customer."""

    __tablename__ = "carts"
    id: int | None = Field(default=None, primary_key=True)
    owner: str = Field(unique=True, max_length=64)
    code: str = Field(default="", max_length=40, sa_column_kwargs={"server_default": ""})  # of a promotion, as typed
    credit_ids: list[int] = _json(default_factory=list, sa_column_kwargs={"server_default": "[]"})  # what shall pay
    created_at: datetime = _time()
    updated_at: datetime = _time(index=True)


class CartLineRow(SQLModel, table=True):
    """A variant in a cart. Carts hold no stock."""

    __tablename__ = "cart_lines"
    __table_args__ = (
        UniqueConstraint("cart_id", "variant_id"),
        CheckConstraint("quantity > 0", name="cart_quantity_positive"),
    )
    id: int | None = Field(default=None, primary_key=True)
    cart_id: int = Field(foreign_key="carts.id", index=True)
    variant_id: int = Field(foreign_key="variants.id", index=True)
    quantity: int
    seen_minor: int  # the unit price when the shopper last saw it; a difference is told
    seen_currency: str = Field(default="USD", max_length=3, sa_column_kwargs={"server_default": "USD"})
    added_at: datetime = _time()


class SavedRow(SQLModel, table=True):
    """A piece on somebody's wish list: a product in a colour, perhaps in a size."""

    __tablename__ = "saved"
    __table_args__ = (UniqueConstraint("owner", "colour_id"),)
    id: int | None = Field(default=None, primary_key=True)
    owner: str = Field(max_length=64)
    colour_id: int = Field(foreign_key="colours.id", index=True)
    size: str = Field(default="", max_length=20)
    saved_minor: int  # what it cost then, in the base currency
    was_sold_out: bool = False
    saved_at: datetime = _time()


class SavedShareRow(SQLModel, table=True):
    """A wish list that may be read by its link. The row goes when sharing ends, and with it the link."""

    __tablename__ = "saved_shares"
    owner: str = Field(primary_key=True, max_length=64)
    nonce: str = Field(max_length=32)  # the link's secret is worked out from it, by the server's key
    key_hash: str = Field(unique=True, max_length=64)


class CheckoutRow(SQLModel, table=True):
    """What a cart's owner has typed at checkout, and the key of the order it will place."""

    __tablename__ = "checkouts"
    cart_id: int = Field(foreign_key="carts.id", primary_key=True)
    key: str = Field(unique=True, max_length=64)
    fields: dict[str, str] = _json(default_factory=dict)
    problem: str = Field(default="", max_length=40)  # why the last payment did not go through
    updated_at: datetime = _time()


class OrderRow(SQLModel, table=True):
    """A placed order: one currency, everything at what was agreed."""

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint(
            "total_minor = subtotal_minor - discount_minor + shipping_minor"
            " + CASE WHEN tax_included THEN 0 ELSE tax_minor END",
            name="order_total_adds_up",
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=20)
    checkout_key: str = Field(unique=True, max_length=64)
    secret_hash: str = Field(unique=True, max_length=64)  # of the secret in the mailed link
    cart_id: int | None = Field(default=None, foreign_key="carts.id", index=True)
    customer_id: int | None = Field(default=None, foreign_key="customers.id", index=True)
    status: str = Field(max_length=20, index=True)
    email: str = Field(max_length=254, index=True)
    address: dict[str, str] = _json(default_factory=dict)
    billing: dict[str, str] = _json(
        default_factory=dict, sa_column_kwargs={"server_default": "{}"}
    )  # {}: the same address
    currency: str = Field(max_length=3)
    rate: str = Field(default="1", max_length=40, sa_column_kwargs={"server_default": "1"})  # exact; see RateRow
    rate_day: date | None = None  # none where it is the base currency
    rate_source: str = Field(default="", max_length=60, sa_column_kwargs={"server_default": ""})
    subtotal_minor: int
    discount_minor: int
    shipping_minor: int
    tax_minor: int
    tax_included: bool
    tax_rate: int  # hundred-thousandths
    tax_place: str = Field(default="", max_length=10, sa_column_kwargs={"server_default": ""})  # "DE", "US-CA"
    total_minor: int
    shipping_code: str = Field(max_length=30)
    shipping_title: str = Field(max_length=80)
    shipping_days: list[int] = _json(default_factory=list)
    documents: dict[str, str] = _json(
        default_factory=dict, sa_column_kwargs={"server_default": "{}"}
    )  # small print → day of its version
    placed_at: datetime = _time()
    paid_at: datetime | None = _time(default=None)
    cancelled_at: datetime | None = _time(default=None)


class OrderLineRow(SQLModel, table=True):
    """A line of a placed order. Never changed, never deleted: a trigger refuses it."""

    __tablename__ = "order_lines"
    __table_args__ = (
        UniqueConstraint("order_id", "sku"),
        CheckConstraint("quantity > 0", name="order_quantity_positive"),
        CheckConstraint("total_minor = unit_minor * quantity", name="order_line_total"),
    )
    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="orders.id", index=True)
    variant_id: int = Field(foreign_key="variants.id")
    position: int
    sku: str = Field(max_length=80)
    title: str = Field(max_length=200)
    colour: str = Field(max_length=60)
    size: str = Field(max_length=20)
    picture: str = Field(max_length=160)
    href: str = Field(max_length=300)
    unit_minor: int
    quantity: int
    total_minor: int
    discount_minor: int  # this line's frozen share
    tax_minor: int
    paid_minor: int  # what was paid for the line, its tax included


class OrderEventRow(SQLModel, table=True):
    """Something that happened to an order, oldest first by id."""

    __tablename__ = "order_events"
    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="orders.id", index=True)
    kind: str = Field(max_length=40)
    at: datetime = _time()
    facts: dict[str, Any] = _json(default_factory=dict)


class PromotionRow(SQLModel, table=True):
    """An automatic sale, or what a code gives. Its limits never change: to change one, end it and make another."""

    __tablename__ = "promotions"
    __table_args__ = (
        CheckConstraint("used >= 0 AND (total_limit IS NULL OR used <= total_limit)", name="promotion_within_limit"),
    )
    id: int | None = Field(default=None, primary_key=True)
    code: str | None = Field(default=None, unique=True, max_length=40)  # normalised; None for an automatic sale
    title: str = Field(max_length=80)
    kind: str = Field(max_length=20)  # see domain.promotions.Kind
    percent: int = 0
    amount_minor: int | None = None  # in the base currency, as the minimum is
    buy: int = 0
    get: int = 0
    starts_at: datetime | None = _time(default=None)
    ends_at: datetime | None = _time(default=None)
    minimum_minor: int | None = None
    total_limit: int | None = None
    customer_limit: int | None = None
    full_price_only: bool = False
    used: int = 0  # by orders that are not cancelled; counted where there is a limit
    created_at: datetime = _time()


class PromotionScopeRow(SQLModel, table=True):
    """A product or a collection that a promotion is for. A promotion without any is for everything."""

    __tablename__ = "promotion_scopes"
    __table_args__ = (CheckConstraint("(product_id IS NULL) <> (collection_id IS NULL)", name="scope_is_one_thing"),)
    id: int | None = Field(default=None, primary_key=True)
    promotion_id: int = Field(foreign_key="promotions.id", index=True)
    product_id: int | None = Field(default=None, foreign_key="products.id")
    collection_id: int | None = Field(default=None, foreign_key="collections.id")


class PromotionRedemptionRow(SQLModel, table=True):
    """An order that used a promotion. It counts until the order is cancelled."""

    __tablename__ = "promotion_redemptions"
    __table_args__ = (Index("ix_promotion_redemptions_customer", "promotion_id", "customer_key"),)
    promotion_id: int = Field(foreign_key="promotions.id", primary_key=True)
    order_id: int = Field(foreign_key="orders.id", primary_key=True, index=True)
    customer_key: str = Field(max_length=64)  # of the order's email address, signed: it outlives a deleted account
    at: datetime = _time()


class OrderDiscountRow(SQLModel, table=True):
    """What a promotion took off a line of an order, or off its shipping. Never changed, never deleted."""

    __tablename__ = "order_discounts"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="order_discount_positive"),)
    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="orders.id", index=True)
    order_line_id: int | None = Field(default=None, foreign_key="order_lines.id")  # None: off shipping
    promotion_id: int = Field(foreign_key="promotions.id")
    title: str = Field(max_length=80)
    code: str = Field(default="", max_length=40)  # "" for an automatic sale
    amount_minor: int


class CreditRow(SQLModel, table=True):
    """A gift card, or a customer's store credit in one currency. Its balance is the sum of its entries."""

    __tablename__ = "credits"
    __table_args__ = (
        UniqueConstraint("customer_id", "currency"),
        CheckConstraint("balance_minor >= 0", name="credit_not_negative"),
        CheckConstraint("kind <> 'gift_card' OR (code_hash IS NOT NULL AND customer_id IS NULL)", name="card_has_code"),
    )
    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=12)  # gift_card | store_credit
    currency: str = Field(max_length=3)
    balance_minor: int
    code_hash: str | None = Field(default=None, unique=True, max_length=64)  # of a card; the code is only in its mail
    last_four: str = Field(default="", max_length=4)
    customer_id: int | None = Field(default=None, foreign_key="customers.id")  # None: a card, or the account is gone
    expires_at: datetime | None = _time(default=None)
    created_at: datetime = _time()


class CreditEntryRow(SQLModel, table=True):
    """A change of a balance. Never changed, never deleted: a trigger refuses it."""

    __tablename__ = "credit_entries"
    __table_args__ = (
        # An order takes from a credit once, and gives back once.
        Index(
            "ix_credit_entries_once",
            "credit_id",
            "order_id",
            "reason",
            unique=True,
            sqlite_where=text("reason IN ('bought', 'spent', 'given_back')"),
            postgresql_where=text("reason IN ('bought', 'spent', 'given_back')"),
        ),
        UniqueConstraint("credit_id", "refund_key"),
        CheckConstraint("amount_minor <> 0", name="credit_entry_moves"),
        CheckConstraint("(reason = 'spent') = (amount_minor < 0)", name="credit_entry_sign"),
    )
    id: int | None = Field(default=None, primary_key=True)
    credit_id: int = Field(foreign_key="credits.id")
    order_id: int | None = Field(default=None, foreign_key="orders.id", index=True)
    amount_minor: int
    reason: str = Field(max_length=12)  # see domain.credits.CreditReason
    refund_key: str | None = Field(default=None, max_length=64)  # the same refund is written once
    note: str = Field(default="", max_length=200)  # why the staff granted it
    at: datetime = _time()


class GiftCardRow(SQLModel, table=True):
    """A gift card that an order bought: for whom, and when it is sent. Its code is made when it is sent."""

    __tablename__ = "gift_cards"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="gift_card_positive"),)
    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="orders.id", unique=True)
    amount_minor: int  # in the order's currency
    recipient: str = Field(max_length=254)
    recipient_name: str = Field(default="", max_length=60)
    sender: str = Field(max_length=60)
    message: str = Field(default="", max_length=400)
    deliver_on: date | None = Field(default=None, index=True)
    credit_id: int | None = Field(default=None, foreign_key="credits.id", unique=True)  # None: not sent yet
    issued_at: datetime | None = _time(default=None)


class RestockRequestRow(SQLModel, table=True):
    """Somebody wants to be told when a variant is back. The queue of a variant is the order of the ids."""

    __tablename__ = "restock_requests"
    __table_args__ = (
        # One person, one open request for a variant.
        Index(
            "ix_restock_requests_open",
            "variant_id",
            "email_key",
            unique=True,
            sqlite_where=text("status IN ('waiting', 'offered')"),
            postgresql_where=text("status IN ('waiting', 'offered')"),
        ),
        Index("ix_restock_requests_queue", "status", "variant_id", "id"),
        CheckConstraint("status <> 'offered' OR offered_until IS NOT NULL", name="restock_offer_ends"),
    )
    id: int | None = Field(default=None, primary_key=True)
    variant_id: int = Field(foreign_key="variants.id")
    email: str = Field(max_length=254)  # as typed
    email_key: str = Field(max_length=254, index=True)  # what its spellings have in common
    session_hash: str = Field(default="", max_length=64)  # who asked, "" without a cookie
    visitor_hash: str = Field(max_length=64, index=True)  # of the network address and the day, for the limits alone
    secret_hash: str | None = Field(default=None, unique=True, max_length=64)  # of the secret in the mailed link
    status: str = Field(max_length=12)
    created_at: datetime = _time(index=True)
    offered_until: datetime | None = _time(default=None)
    ended_at: datetime | None = _time(default=None)


class ReviewRow(SQLModel, table=True):
    """What somebody who bought a piece says of it. One per line of an order; the sample's have none."""

    __tablename__ = "reviews"
    __table_args__ = (
        CheckConstraint("stars BETWEEN 0 AND 5", name="review_stars"),
        Index("ix_reviews_of_product", "product_id", "status", "written_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    product_id: int = Field(foreign_key="products.id")
    order_line_id: int | None = Field(default=None, foreign_key="order_lines.id", unique=True)
    status: str = Field(max_length=12, index=True)
    stars: int = 0
    fit: str = Field(default="", max_length=8)
    size: str = Field(default="", max_length=20)
    colour: str = Field(default="", max_length=60)
    title: str = ""
    text: str = ""
    name: str = ""
    reason: str = ""  # why it was refused
    written_at: datetime = _time()
    decided_at: datetime | None = _time(default=None)


class ReviewPhotoRow(SQLModel, table=True):
    """A photo of a review, by the name of its files."""

    __tablename__ = "review_photos"
    __table_args__ = (UniqueConstraint("review_id", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="reviews.id")
    name: str = Field(max_length=64, index=True)


class ReviewSummaryRow(SQLModel, table=True):
    """What a product's published reviews come to, counted in the transaction that publishes."""

    __tablename__ = "review_summaries"
    product_id: int = Field(foreign_key="products.id", primary_key=True)
    stars: list[int] = _json(default_factory=list)  # how many gave 1, 2, 3, 4, 5
    small: int = 0
    right: int = 0
    large: int = 0


class TicketRow(SQLModel, table=True):
    """A question that somebody sent, and what came of it."""

    __tablename__ = "tickets"
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=20)
    secret_hash: str = Field(unique=True, max_length=64)  # of the secret in the mailed link
    topic: str = Field(max_length=12)
    status: str = Field(max_length=12, index=True)
    email: str = Field(max_length=254)
    customer_id: int | None = Field(default=None, foreign_key="customers.id", index=True)
    order_id: int | None = Field(default=None, foreign_key="orders.id", index=True)
    order_line_id: int | None = Field(default=None, foreign_key="order_lines.id")  # the piece that is missing
    shipment_id: int | None = Field(default=None, foreign_key="shipments.id")  # the package it should have been in
    missing_units: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    opened_at: datetime = _time()
    updated_at: datetime = _time(index=True)


class TicketMessageRow(SQLModel, table=True):
    """A message of a ticket, oldest first by id."""

    __tablename__ = "ticket_messages"
    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="tickets.id", index=True)
    from_us: bool = False
    text: str
    pictures: list[str] = _json(default_factory=list)  # names of photos
    mail_id: str | None = Field(default=None, unique=True, max_length=200)  # of the mail it came by: taken once
    at: datetime = _time()


class HoldRow(SQLModel, table=True):
    """Units kept for somebody: for an order that is being paid, or for a restock request that is offered one.

    A unit that was kept for a request and is being paid belongs to both, and goes back to the request if the
    payment fails. The row goes when the hold ends.
    """

    __tablename__ = "holds"
    __table_args__ = (
        Index(
            "ix_holds_of_order",
            "order_id",
            "variant_id",
            unique=True,
            sqlite_where=text("restock_id IS NULL"),
            postgresql_where=text("restock_id IS NULL"),
        ),
        CheckConstraint("order_id IS NOT NULL OR restock_id IS NOT NULL", name="hold_for_somebody"),
        CheckConstraint("restock_id IS NULL OR quantity = 1", name="hold_of_one_for_a_request"),
    )
    id: int | None = Field(default=None, primary_key=True)
    order_id: int | None = Field(default=None, foreign_key="orders.id", index=True)
    restock_id: int | None = Field(default=None, foreign_key="restock_requests.id", unique=True)
    cart_id: int | None = Field(default=None, foreign_key="carts.id", index=True)  # whose cart may still sell them
    variant_id: int = Field(foreign_key="variants.id", index=True)
    quantity: int
    expires_at: datetime = _time(index=True)


class PaymentRow(SQLModel, table=True):
    """One attempt to pay an order. Its idempotency key goes to the provider."""

    __tablename__ = "payments"
    __table_args__ = (
        # Whatever happens: an order is paid once, and so is what a change of it costs more.
        Index(
            "ix_payments_one_captured",
            "order_id",
            unique=True,
            sqlite_where=text("status = 'captured' AND change_request_id IS NULL"),
            postgresql_where=text("status = 'captured' AND change_request_id IS NULL"),
        ),
        Index(
            "ix_payments_one_captured_of_a_change",
            "change_request_id",
            unique=True,
            sqlite_where=text("status = 'captured'"),
            postgresql_where=text("status = 'captured'"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="orders.id", index=True)
    # None: it pays the order; otherwise what another size or colour costs more
    change_request_id: int | None = Field(default=None, foreign_key="change_requests.id", index=True)
    provider: str = Field(max_length=20)
    method: str = Field(default="card", max_length=20, sa_column_kwargs={"server_default": "card"})  # card | paypal
    idempotency_key: str = Field(unique=True, max_length=64)
    provider_ref: str | None = Field(default=None, unique=True, max_length=120)
    url: str = Field(default="", max_length=2000)  # the provider's hosted page
    status: str = Field(max_length=20, index=True)
    amount_minor: int
    currency: str = Field(max_length=3)
    decline_code: str = Field(default="", max_length=40)
    brand: str = Field(default="", max_length=20)
    last_four: str = Field(default="", max_length=4)
    expires_at: datetime = _time(index=True)
    created_at: datetime = _time()
    settled_at: datetime | None = _time(default=None)
    ask_after: datetime | None = _time(default=None, index=True)  # when the provider is asked next; None = no more
    asks: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # how often in vain


class ProviderEventRow(SQLModel, table=True):
    """A provider's signed report: kept before it is answered, taken into account once, however often it comes."""

    __tablename__ = "provider_events"
    __table_args__ = (
        UniqueConstraint("provider", "event_id", name="provider_events_once"),
        Index("ix_provider_events_about", "provider", "provider_ref"),
    )
    id: int | None = Field(default=None, primary_key=True)
    provider: str = Field(max_length=20)
    event_id: str = Field(max_length=120)
    provider_ref: str = Field(max_length=120)  # of a payment that we may not know yet
    received_at: datetime = _time(index=True)
    handled_at: datetime | None = _time(default=None)


class RefundRow(SQLModel, table=True):
    """Money that goes back. The migrations add the trigger: never more than was taken, and never changed."""

    __tablename__ = "refunds"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="refund_of_something"),)
    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="orders.id", index=True)
    payment_id: int = Field(foreign_key="payments.id", index=True)
    amount_minor: int
    currency: str = Field(max_length=3)
    reason: str = Field(max_length=40)
    key: str = Field(unique=True, max_length=64)  # goes to the provider: the same key never gives back twice
    status: str = Field(max_length=12)  # asked | done | failed
    provider_ref: str | None = Field(default=None, max_length=120)
    created_at: datetime = _time()
    settled_at: datetime | None = _time(default=None)
    ask_after: datetime | None = _time(default=None, index=True)  # when the provider is asked next; None = no more
    asks: int = 0


class ShipmentRow(SQLModel, table=True):
    """A package of an order. Its units are in ``shipment_lines``."""

    __tablename__ = "shipments"
    __table_args__ = (
        UniqueConstraint("order_id", "number"),
        CheckConstraint("status = 'packing' OR dispatched_at IS NOT NULL", name="shipment_left_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="orders.id", index=True)
    number: int  # within the order, from 1
    status: str = Field(max_length=12, index=True)
    carrier: str = Field(default="", max_length=20)  # a code of integrations.carriers
    tracking: str = Field(default="", max_length=60, index=True)
    packed_at: datetime = _time()
    dispatched_at: datetime | None = _time(default=None)
    delivered_at: datetime | None = _time(default=None)
    expected_at: datetime | None = _time(default=None)  # what the carrier expects
    ask_after: datetime | None = _time(default=None, index=True)  # when the carrier is asked next; None = no more


class ShipmentLineRow(SQLModel, table=True):
    """Units in a package: of which line of the order, and what they are."""

    __tablename__ = "shipment_lines"
    __table_args__ = (CheckConstraint("quantity > 0", name="shipment_quantity_positive"),)
    shipment_id: int = Field(foreign_key="shipments.id", primary_key=True)
    order_line_id: int = Field(foreign_key="order_lines.id", primary_key=True, index=True)
    variant_id: int = Field(foreign_key="variants.id", primary_key=True)
    quantity: int


class ShipmentEventRow(SQLModel, table=True):
    """What a carrier, or our desk, says of a package: kept once, however often it is told."""

    __tablename__ = "shipment_events"
    __table_args__ = (UniqueConstraint("shipment_id", "external_id"),)
    id: int | None = Field(default=None, primary_key=True)
    shipment_id: int = Field(foreign_key="shipments.id", index=True)
    external_id: str = Field(max_length=120)  # the carrier's name of it
    kind: str = Field(max_length=12)  # see domain.shipments.ShipmentNews
    at: datetime = _time()
    place: str = Field(default="", max_length=120)
    text: str = Field(default="", max_length=300)


class ChangeRequestRow(SQLModel, table=True):
    """What a shopper asks of a paid order. Once it is accepted, its lines are what changed: the order's stay."""

    __tablename__ = "change_requests"
    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="orders.id", index=True)
    kind: str = Field(max_length=12)
    status: str = Field(max_length=16, index=True)
    address: dict[str, str] = _json(default_factory=dict)
    note: str = Field(default="", max_length=500)
    reason: str = Field(default="", max_length=500)
    difference_minor: int = 0  # what comes back because the new variant costs less
    extra_minor: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # what is paid as it costs more
    unit_minor: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # its list price, then
    pay_by: datetime | None = _time(default=None, index=True)
    asked_at: datetime = _time(index=True)
    decided_at: datetime | None = _time(default=None)


class ChangeRequestLineRow(SQLModel, table=True):
    """Units of a line that a change request is about."""

    __tablename__ = "change_request_lines"
    __table_args__ = (CheckConstraint("quantity > 0", name="change_quantity_positive"),)
    change_request_id: int = Field(foreign_key="change_requests.id", primary_key=True)
    order_line_id: int = Field(foreign_key="order_lines.id", primary_key=True, index=True)
    # CANCEL: what is not sent, perhaps in several sizes; VARIANT: what is sent instead
    variant_id: int = Field(foreign_key="variants.id", primary_key=True)
    quantity: int


class ReturnRow(SQLModel, table=True):
    """Something that a shopper sends back."""

    __tablename__ = "returns"
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=20)
    order_id: int = Field(foreign_key="orders.id", index=True)
    kind: str = Field(max_length=12)
    status: str = Field(max_length=12, index=True)
    refund_to: str = Field(max_length=12)
    reason: str = Field(default="", max_length=500)  # why it was refused
    asked_at: datetime = _time(index=True)
    send_by: datetime | None = _time(default=None, index=True)
    received_at: datetime | None = _time(default=None)
    ended_at: datetime | None = _time(default=None)


class ReturnLineRow(SQLModel, table=True):
    """Units of an order's line that come back."""

    __tablename__ = "return_lines"
    __table_args__ = (
        UniqueConstraint("return_id", "order_line_id", "variant_id"),
        CheckConstraint("quantity > 0", name="return_quantity_positive"),
    )
    id: int | None = Field(default=None, primary_key=True)
    return_id: int = Field(foreign_key="returns.id", index=True)
    order_line_id: int = Field(foreign_key="order_lines.id", index=True)
    variant_id: int = Field(foreign_key="variants.id")  # what comes back
    quantity: int
    reason: str = Field(max_length=20)
    note: str = Field(default="", max_length=500)
    exchange_variant_id: int | None = Field(default=None, foreign_key="variants.id")


class ReturnPhotoRow(SQLModel, table=True):
    """A photo of a return, by the name of its files."""

    __tablename__ = "return_photos"
    return_id: int = Field(foreign_key="returns.id", primary_key=True)
    name: str = Field(max_length=64, primary_key=True, index=True)


class UnitsAgainRow(SQLModel, table=True):
    """Units that are sent once more: for an exchange, or because they were missing."""

    __tablename__ = "units_again"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="again_quantity_positive"),
        CheckConstraint("(return_id IS NULL) <> (ticket_id IS NULL)", name="again_for_one_cause"),
    )
    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="orders.id", index=True)
    order_line_id: int = Field(foreign_key="order_lines.id", index=True)
    variant_id: int = Field(foreign_key="variants.id")
    quantity: int
    return_id: int | None = Field(default=None, foreign_key="returns.id", index=True)
    ticket_id: int | None = Field(default=None, foreign_key="tickets.id", index=True)
    at: datetime = _time()


class OrderRefundRow(SQLModel, table=True):
    """What a shopper gets back, and why so much. Its key names the parts that providers and credits give.

    The migrations add the triggers: never changed, never more units or money than a line or the order had.
    """

    __tablename__ = "order_refunds"
    __table_args__ = (
        CheckConstraint("amount_minor >= 0 AND shipping_minor >= 0 AND fee_minor >= 0", name="order_refund_amounts"),
    )
    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="orders.id", index=True)
    key: str = Field(unique=True, max_length=64)
    cause: str = Field(max_length=12)  # return | cancel | change | missing | lost | goodwill
    return_id: int | None = Field(default=None, foreign_key="returns.id", index=True)
    change_request_id: int | None = Field(default=None, foreign_key="change_requests.id", index=True)
    ticket_id: int | None = Field(default=None, foreign_key="tickets.id", index=True)
    refund_to: str = Field(max_length=12)  # see domain.returns.RefundTo
    currency: str = Field(max_length=3)
    shipping_minor: int
    fee_minor: int
    amount_minor: int
    by_customer: bool = False  # by their own choice: the original shipping does not come back with a later one
    at: datetime = _time()


class OrderRefundLineRow(SQLModel, table=True):
    """Units of a line in a refund. No units: only money, such as what a smaller size costs less."""

    __tablename__ = "order_refund_lines"
    __table_args__ = (
        CheckConstraint(
            "quantity >= 0 AND list_minor >= 0 AND tax_minor >= 0 AND paid_minor >= 0", name="order_refund_line_amounts"
        ),
    )
    order_refund_id: int = Field(foreign_key="order_refunds.id", primary_key=True)
    order_line_id: int = Field(foreign_key="order_lines.id", primary_key=True, index=True)
    quantity: int
    list_minor: int
    discount_minor: int
    tax_minor: int
    paid_minor: int  # what comes back for them, before the fee


class StaffRow(SQLModel, table=True):
    """Somebody who works here. The second factor's key is worked out from ``totp_nonce`` by the server's key."""

    __tablename__ = "staff"
    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(max_length=254)
    email_key: str = Field(unique=True, max_length=254)
    name: str = Field(max_length=120)
    role: str = Field(max_length=12)  # see domain.staff.Role
    password_hash: str = Field(max_length=100)
    totp_nonce: str = Field(max_length=64)
    last_code: int = 0  # the time step of the last code that was used: each is good once
    added_at: datetime = _time()
    left_at: datetime | None = _time(default=None)


class StaffSessionRow(SQLModel, table=True):
    """A browser in which somebody of the staff is logged in."""

    __tablename__ = "staff_sessions"
    session_hash: str = Field(primary_key=True, max_length=64)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    seen_at: datetime = _time()
    expires_at: datetime = _time(index=True)


class AuditRow(SQLModel, table=True):
    """What somebody of the staff did, with before and after. Never changed, never deleted: a trigger refuses it."""

    __tablename__ = "audit"
    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    at: datetime = _time(index=True)
    action: str = Field(max_length=40)
    order_id: int | None = Field(default=None, foreign_key="orders.id", index=True)
    subject: str = Field(default="", max_length=80)  # "shipment 2", "ticket T-7KQ4WXEM"
    before: dict[str, Any] = _json(default_factory=dict)
    after: dict[str, Any] = _json(default_factory=dict)


class OrderNoteRow(SQLModel, table=True):
    """What the staff wrote about an order for each other."""

    __tablename__ = "order_notes"
    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="orders.id", index=True)
    staff_id: int = Field(foreign_key="staff.id")
    text: str
    at: datetime = _time()


class SubscriberRow(SQLModel, table=True):
    """Somebody who wants the newsletter: asked for, then confirmed by mail. The row goes when they leave."""

    __tablename__ = "subscribers"
    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(max_length=254)
    email_key: str = Field(unique=True, max_length=254)
    secret_hash: str | None = Field(default=None, unique=True, max_length=64)  # of the secret in the mailed links
    asked_at: datetime = _time()
    confirmed_at: datetime | None = _time(default=None)


class KnownBrowserRow(SQLModel, table=True):
    """A browser that was logged out by its owner: nobody's wrong passwords keep it from logging in again."""

    __tablename__ = "known_browsers"
    session_hash: str = Field(primary_key=True, max_length=64)  # the guest's session that it got at the logout
    email_key: str = Field(index=True, max_length=254)
    noted_at: datetime = _time(index=True)


class AnswerVoteRow(SQLModel, table=True):
    """Whether an answer of the FAQ helped somebody: one vote a session."""

    __tablename__ = "answer_votes"
    session_hash: str = Field(primary_key=True, max_length=64)
    anchor: str = Field(primary_key=True, max_length=40)
    helped: bool
    at: datetime = _time()


class OutboxRow(SQLModel, table=True):
    """A mail to send: written in the transaction of its cause, sent after it."""

    __tablename__ = "outbox"
    id: int | None = Field(default=None, primary_key=True)
    cause: str = Field(unique=True, max_length=120)  # one mail per cause
    to: str = Field(max_length=254, index=True)
    subject: str = Field(max_length=300)
    text: str
    html: str = Field(default="", sa_column_kwargs={"server_default": ""})
    unsubscribe_url: str = Field(default="", max_length=300, sa_column_kwargs={"server_default": ""})
    reply_to: str = Field(default="", max_length=254, sa_column_kwargs={"server_default": ""})
    created_at: datetime = _time()
    due_at: datetime = _time(index=True)
    attempts: int = 0
    sent_at: datetime | None = _time(default=None)
    refused_at: datetime | None = _time(default=None)  # the receiver's server wants no such mail: given up


class CatalogueChangeRow(SQLModel, table=True):
    """Something that lists show of a product has changed. Written by triggers, in the change's own transaction."""

    __tablename__ = "catalogue_changes"
    id: int | None = Field(default=None, primary_key=True)
    product_id: int


class SearchDocumentRow(SQLModel, table=True):
    """The words of a product, folded, by where they stand. SQLite's FTS5 and PostgreSQL's indexes are made of these."""

    __tablename__ = "search_documents"
    product_id: int = Field(foreign_key="products.id", primary_key=True)
    name: str = ""
    kind: str = ""
    text: str = ""


class SearchWordRow(SQLModel, table=True):
    """A word that the catalogue uses; mistyped ones are corrected to it."""

    __tablename__ = "search_words"
    id: int | None = Field(default=None, primary_key=True)
    folded: str = Field(unique=True, max_length=60)
    written: str = Field(max_length=60)


class SynonymRow(SQLModel, table=True):
    """Phrases that mean the same to shoppers: ["hoodie", "hooded sweatshirt"]."""

    __tablename__ = "search_synonyms"
    id: int | None = Field(default=None, primary_key=True)
    phrases: list[str] = _json(default_factory=list)


class CatalogueStampRow(SQLModel, table=True):
    """One row: which sample catalogue was loaded, so that loading it again is nothing to do."""

    __tablename__ = "catalogue_stamps"
    name: str = Field(primary_key=True, max_length=40)
    digest: str = Field(max_length=64)
    loaded_at: datetime = _time()
