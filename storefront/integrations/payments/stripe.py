"""Cards by Stripe's hosted Checkout.

A payment is a Checkout Session; Stripe takes its money by itself once the card's bank agrees, so there is nothing to
approve first. A card that is declined may be followed by another on the same page: only the end of the session is
a result.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from storefront.domain.money import Money, digits
from storefront.domain.payments import Decline, PaymentStatus, RefundStatus
from storefront.integrations.ports import (
    HostedPage,
    PaymentOrder,
    ProviderAnswer,
    ProviderEvent,
    ProviderRefund,
    ProviderRefused,
    ProviderUnknown,
)

if TYPE_CHECKING:
    import stripe
    from stripe.params.checkout import SessionCreateParams

T = TypeVar("T")

SECONDS = 10  # to wait for an answer
CLOCKS_MAY_DIFFER_BY = timedelta(minutes=5)
# A session lives 30 minutes at least, longer than our hold: we end it ourselves, and this is for when we cannot, with
# room for clocks that differ. Worked out from the order alone: a key must always come with the same parameters.
LIVES_ON = timedelta(hours=1)

# Digits in which Stripe wants an amount, where they are not those of ISO 4217. Three digits must end in 0.
# Source: Stripe, "Supported currencies": zero-decimal, three-decimal and special cases.
STRIPE_DIGITS = {"MGA": 0, "ISK": 2, "UGX": 2}
# The least amounts, in minor units of ISO 4217. Source: Stripe, "Minimum and maximum charge amounts".
LEAST = {
    "AED": 200, "AUD": 50, "BRL": 50, "CAD": 50, "CHF": 50, "CZK": 1500, "DKK": 250, "EUR": 50, "GBP": 30,
    "HKD": 400, "HUF": 17500, "INR": 50, "JPY": 50, "MXN": 1000, "MYR": 200, "NOK": 300, "NZD": 50, "PLN": 200,
    "RON": 200, "SEK": 300, "SGD": 50, "THB": 1000, "USD": 50,
}  # fmt: skip
MOST_UNITS = 99_999_999

# Source: Stripe, "Decline codes" and "Error codes". What is not here is a plain decline.
DECLINES = {
    "insufficient_funds": Decline.INSUFFICIENT_FUNDS,
    "expired_card": Decline.EXPIRED_CARD,
    "incorrect_cvc": Decline.WRONG_CODE,
    "invalid_cvc": Decline.WRONG_CODE,
    "lost_card": Decline.LOST_OR_STOLEN,
    "stolen_card": Decline.LOST_OR_STOLEN,
    "pickup_card": Decline.LOST_OR_STOLEN,
    "do_not_honor": Decline.DO_NOT_HONOUR,
    "card_velocity_exceeded": Decline.LIMIT_EXCEEDED,
    "withdrawal_count_limit_exceeded": Decline.LIMIT_EXCEEDED,
    "authentication_required": Decline.AUTHENTICATION_FAILED,
    "payment_intent_authentication_failure": Decline.AUTHENTICATION_FAILED,
    "card_not_supported": Decline.METHOD_NOT_OFFERED,
    "currency_not_supported": Decline.METHOD_NOT_OFFERED,
}
BRANDS = frozenset({"visa", "mastercard", "amex", "jcb", "discover", "diners"})
REFUNDS = {"succeeded": RefundStatus.DONE, "failed": RefundStatus.FAILED, "canceled": RefundStatus.FAILED}
SEEN_WHOLE: Any = {"expand": ["payment_intent.latest_charge"]}


class StripePayments:
    """Speaks to Stripe through its own library, which is imported at the first use: that takes a second."""

    name = "stripe"
    methods: tuple[str, ...] = ("card",)
    page_origin = "https://checkout.stripe.com"

    def __init__(self, key: str, webhook_secret: str, http: "stripe.HTTPClient | None" = None) -> None:
        """``key``: the secret or restricted API key; ``http``: another way to reach Stripe, for tests."""
        self._key, self._webhook_secret, self._http = key, webhook_secret, http

    @cached_property
    def _sessions(self) -> "stripe.checkout.SessionService":
        return self._client.v1.checkout.sessions

    @cached_property
    def _client(self) -> "stripe.StripeClient":
        import stripe

        # No tries of its own: whether to ask again is decided where the answer is written.
        http = self._http or stripe.RequestsClient(timeout=SECONDS)
        return stripe.StripeClient(self._key, http_client=http, max_network_retries=0)

    def takes(self, amount: Money) -> bool:
        """Not too little, not too much, and nothing that Stripe would have to round."""
        units = units_of(amount)
        return units is not None and amount.minor >= LEAST.get(amount.currency, 1) and 0 < units <= MOST_UNITS

    def create(self, order: PaymentOrder) -> HostedPage:
        """Open a session, or find the one that this key opened before."""
        units = units_of(order.amount)
        if units is None:
            raise ProviderRefused(f"{order.amount} cannot be charged exactly")
        params = _session_of(order, units)
        return self._call(
            lambda: self._sessions.create(params, {"idempotency_key": order.idempotency_key}),
            lambda session: HostedPage(session.id, _text(session.url)),
        )

    def ask(self, provider_ref: str) -> ProviderAnswer:
        """What became of a session."""
        return self._call(lambda: self._sessions.retrieve(provider_ref, SEEN_WHOLE), _answer, may_refuse=False)

    def capture(self, provider_ref: str, key: str) -> ProviderAnswer:
        """Stripe takes the money by itself: nothing to do."""
        return self.ask(provider_ref)

    def void(self, provider_ref: str) -> ProviderAnswer:
        """End an open session; Stripe refuses that for one that is paid or over."""
        try:
            return self._call(lambda: self._sessions.expire(provider_ref, SEEN_WHOLE), _answer)
        except ProviderRefused:
            return self.ask(provider_ref)

    def refund(self, provider_ref: str, amount: Money, key: str) -> ProviderRefund:
        """Give back a part.

        Stripe remembers an idempotency key for a day only. The refund itself carries ours, and is looked for first.
        """
        intent, units = (
            self._call(
                lambda: self._sessions.retrieve(provider_ref), lambda session: session.payment_intent, may_refuse=False
            ),
            units_of(amount),
        )
        if not isinstance(intent, str) or units is None:
            raise ProviderRefused("nothing was taken that could be given back in this amount")
        made = self._call(
            lambda: self._client.v1.refunds.list({"payment_intent": intent, "limit": 100}),
            lambda page: [refund for refund in page.auto_paging_iter() if getattr(refund.metadata, "key", "") == key],
            may_refuse=False,
        )
        if made:
            return _refund(made[0])
        return self._call(
            lambda: self._client.v1.refunds.create(
                {"payment_intent": intent, "amount": units, "metadata": {"key": key}}, {"idempotency_key": key}
            ),
            _refund,
        )

    def verify(self, body: bytes, headers: Mapping[str, str], now: datetime) -> ProviderEvent | None:
        """What an event is about: a session, or nothing of ours (``provider_ref`` is "")."""
        import stripe

        signature = headers.get("stripe-signature", "")
        try:
            # The library measures an event's age by the machine's clock; the shop's clock is what counts here.
            stripe.WebhookSignature.verify_header(body, signature, self._webhook_secret, tolerance=None)
            at = next(int(part[2:]) for part in signature.split(",") if part.startswith("t="))
            event = json.loads(body)
            about = event["data"]["object"] if str(event["type"]).startswith("checkout.session.") else {"id": ""}
            told = ProviderEvent(str(event["id"]), str(about["id"]))
        except (stripe.SignatureVerificationError, ValueError, TypeError, KeyError):
            return None
        return told if abs(now.timestamp() - at) <= CLOCKS_MAY_DIFFER_BY.total_seconds() else None

    def _call(self, ask: Callable[[], Any], read: Callable[[Any], T], may_refuse: bool = True) -> T:
        """Turn the library's errors into ours. ``may_refuse``: a "no" means that something will never be done."""
        import stripe

        try:
            return read(ask())
        except (stripe.InvalidRequestError, stripe.CardError) as no:
            if may_refuse and no.http_status in {400, 402}:
                raise ProviderRefused(no.code or "refused") from no
            raise ProviderUnknown(no.code or "not found") from no
        except stripe.StripeError as trouble:  # no connection, 401, 409, 429, 500, a key with other parameters
            raise ProviderUnknown(type(trouble).__name__) from trouble
        except (AttributeError, ValueError, TypeError, KeyError) as trouble:
            raise ProviderUnknown("Stripe's answer is not clear") from trouble


def units_of(amount: Money) -> int | None:
    """The amount as Stripe wants it; None when it cannot be said exactly."""
    ours = digits(amount.currency)
    theirs = STRIPE_DIGITS.get(amount.currency, ours)
    if ours == 3:
        return amount.minor if amount.minor % 10 == 0 else None
    units, rest = divmod(amount.minor * 10**theirs, 10**ours)
    return units if rest == 0 else None


def _session_of(order: PaymentOrder, units: int) -> "SessionCreateParams":
    title = f"Order {order.reference}"
    about = {"order": order.reference, "attempt": order.idempotency_key}
    params: SessionCreateParams = {
        "mode": "payment",
        "allowed_payment_method_types": ["card"],
        "wallet_options": {"link": {"display": "never"}},
        "adaptive_pricing": {"enabled": False},  # what is shown is what is charged
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": order.amount.currency.lower(),
                    "unit_amount": units,
                    "product_data": {"name": title},
                },
            }
        ],
        "payment_intent_data": {"description": title, "metadata": about},
        "client_reference_id": order.reference,
        "metadata": about,
        "expires_at": int((order.expires_at + LIVES_ON).timestamp()),
        "success_url": order.return_url,
        "cancel_url": order.cancel_url,
    }
    if order.email:
        params["customer_email"] = order.email
    return params


def _answer(session: Any) -> ProviderAnswer:
    intent = session.payment_intent
    charge = getattr(intent, "latest_charge", None)
    card = getattr(getattr(charge, "payment_method_details", None), "card", None)
    brand = getattr(card, "brand", "")
    facts = {"brand": brand if brand in BRANDS else "", "last_four": getattr(card, "last4", "") or ""}
    if session.status == "open":
        return ProviderAnswer(session.id, PaymentStatus.STARTED)
    if session.status == "complete":
        paid = session.payment_status == "paid"  # otherwise the bank still thinks
        return ProviderAnswer(session.id, PaymentStatus.CAPTURED if paid else PaymentStatus.STARTED, **facts)
    if session.status != "expired":
        raise ValueError(session.status)
    error = getattr(intent, "last_payment_error", None)
    if error is None:
        return ProviderAnswer(session.id, PaymentStatus.EXPIRED)
    codes = (getattr(error, "decline_code", None), getattr(error, "code", None))
    reason = next((DECLINES[code] for code in codes if code in DECLINES), Decline.DECLINED)
    return ProviderAnswer(session.id, PaymentStatus.DECLINED, reason.value, **facts)


def _refund(refund: Any) -> ProviderRefund:
    return ProviderRefund(refund.id, REFUNDS.get(refund.status, RefundStatus.ASKED))


def _text(given: Any) -> str:
    if not isinstance(given, str) or not given.startswith("https://"):
        raise ValueError("no address")
    return given
