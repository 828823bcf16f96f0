"""What the bank does, without HTTP: each call is one transaction.

A payment goes ``started`` → ``captured`` (card) or ``started`` → ``approved`` → ``captured`` (PayPal, where the shop
takes the money), or ends as ``declined``, ``given_up`` or ``expired``. Each step is reported to the shop.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from storefront.domain import cards
from storefront.domain.money import Currency, digits
from storefront.testbank import numbers
from storefront.testbank.numbers import Challenge, Reports
from storefront.testbank.vault import BankPayment, Books, Event, KeyReused, Sending, Vault

METHODS = ("card", "paypal")
REPEATS = 5
REVERSED_BY = timedelta(seconds=2)
LATE = timedelta(seconds=numbers.LATE_SECONDS)
SILENCE = timedelta(seconds=numbers.SILENT_SECONDS)
# Waits between two tries to report; together three days, as the large providers try.
WAITS = tuple(timedelta(seconds=seconds) for seconds in (1, 5, 30, 120, 600, 3600, 4 * 3600, *[12 * 3600] * 5))
LONGEST_TEXT, LONGEST_KEY, LARGEST_AMOUNT = 2000, 200, 10**12


@dataclass(frozen=True, slots=True)
class Answer:
    """What the API answers a shop."""

    status: int
    body: dict[str, Any]
    is_final: bool = True  # the same key is answered the same from now on


class Engine:
    """The bank over its vault."""

    def __init__(self, vault: Vault, base: str, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """``base`` is the path of the bank's pages, such as ``/testbank``."""
        self.vault, self.base, self.clock = vault, base, clock

    # What a shop may ask.

    def open(self, key: str, order: Mapping[str, Any]) -> Answer:
        """Open a payment; the same key finds the one that it opened."""
        if fault := order_fault(order):
            return Answer(422, {"error": fault})
        names = ("method", "reference", "amount_minor", "currency", "return_url", "notify_url")
        facts = {name: order[name] for name in names}
        expires_at = datetime.fromisoformat(order["expires_at"])

        def act(books: Books) -> Answer:
            cancel_url = order.get("cancel_url") or order["return_url"]
            payment = books.add_payment(self.clock(), expires_at, cancel_url=cancel_url, **facts)
            return Answer(200, self._told(payment))

        # Not the addresses: a shop that moved still asks about the same payment.
        return self._once(key, ["open", *(order[name] for name in names[:4])], act)

    def tell(self, payment_id: str) -> Answer:
        """What became of a payment."""
        with self.vault.open() as books:
            payment = self._current(books, payment_id)
            return self._about(payment)

    def is_silent(self, payment_id: str) -> bool:
        """Whether the API's answers about this payment are lost right now."""
        with self.vault.open() as books:
            payment = books.payment(payment_id)
            return payment is not None and self.clock() < payment.silent_until

    def capture(self, payment_id: str, key: str) -> Answer:
        """Take the money of an approved payment. It stays as it is when it is not approved."""

        def act(books: Books) -> Answer:
            payment = self._current(books, payment_id)
            if payment is None or payment.status != "approved":
                return replace(self._about(payment), is_final=False)  # it may be approved later
            self._finish(books, payment)
            return self._about(books.payment(payment_id))

        return self._once(key, ["capture", payment_id], act)

    def void(self, payment_id: str) -> Answer:
        """End a payment that is started, so that it can no longer be paid. Anything else stays as it is."""
        with self.vault.open() as books:
            payment = self._current(books, payment_id)
            if payment is not None and payment.status == "started":
                self._end(books, payment, "expired")
            return self._about(books.payment(payment_id))

    def refund(self, payment_id: str, key: str, amount_minor: object, currency: object) -> Answer:
        """Give a part of a captured payment back, never more than is left of it."""
        if type(amount_minor) is not int or not 0 < amount_minor <= LARGEST_AMOUNT:
            return Answer(422, {"error": "a refund needs a positive amount"})

        def act(books: Books) -> Answer:
            payment = books.payment(payment_id)
            if payment is None:
                return self._about(None)
            if payment.currency != currency:
                return Answer(422, {"error": "this is not the payment's currency"})
            refund_id = self._refund(books, payment, amount_minor)
            if refund_id is None:
                return Answer(422, {"error": "more than is left of the payment"})
            body = {"id": refund_id, "status": "done", "amount_minor": amount_minor, "currency": payment.currency}
            return Answer(200, body)

        return self._once(key, ["refund", payment_id, amount_minor, currency], act)

    # What a shopper may do.

    def see(self, payment_id: str) -> BankPayment | None:
        """The payment as it stands, expired if its time is over."""
        with self.vault.open() as books:
            payment = self._current(books, payment_id)
            over = payment and payment.confirm_until and self.clock() >= payment.confirm_until
            if payment is not None and over and payment.status == "started":
                self._end(books, payment, "declined", "authentication_timed_out")
            return books.payment(payment_id)

    def pay_by_card(self, payment_id: str, number: str) -> BankPayment | None:
        """Try a card whose number is right. What is kept of it are its brand, last four digits and test number."""
        card = numbers.card_with(number)
        slug = card.slug if card else ""
        outcome = numbers.outcome_of(slug)
        facts = {"brand": cards.brand_of(number) or "", "last_four": number[-4:], "test_number": slug}
        with self.vault.open() as books:
            payment = self._current(books, payment_id)
            if payment is None or payment.status != "started" or payment.method != "card":
                return payment
            if outcome.challenge is Challenge.NONE:
                books.change(payment_id, "started", confirm_until=None, **facts)
                self._finish(books, self._known(books, payment_id))
            else:
                impatient = outcome.challenge is Challenge.UNANSWERED
                seconds = numbers.IMPATIENT_SECONDS if impatient else numbers.CONFIRM_SECONDS
                until = self.clock() + timedelta(seconds=seconds)
                books.change(payment_id, "started", confirm_until=until.timestamp(), **facts)
            return books.payment(payment_id)

    def confirm(self, payment_id: str, answer: str) -> BankPayment | None:
        """Take the answer to the 3-D Secure question: "approve", "time-out", or anything else to refuse."""
        payment = self.see(payment_id)
        if payment is None or payment.status != "started" or payment.confirm_until is None:
            return payment
        with self.vault.open() as books:
            if answer == "approve":
                self._finish(books, payment)
            else:
                code = "authentication_timed_out" if answer == "time-out" else "authentication_failed"
                self._end(books, payment, "declined", code)
            return books.payment(payment_id)

    def log_in(self, payment_id: str, email: str, password: str) -> bool:
        """Log in to a test account for this payment; whether email and password are right."""
        account = numbers.account_of(email, password)
        if account is None:
            return False
        with self.vault.open() as books:
            payment = self._current(books, payment_id)
            if payment is not None and payment.method == "paypal":
                books.change(payment_id, "started", brand="paypal", payer=account.email, test_number=account.slug)
        return True

    def log_out(self, payment_id: str) -> None:
        """Forget who is logged in."""
        with self.vault.open() as books:
            books.change(payment_id, "started", brand="", payer="", test_number="")

    def approve(self, payment_id: str) -> BankPayment | None:
        """The logged-in account agrees that the shop takes the money."""
        with self.vault.open() as books:
            payment = self._current(books, payment_id)
            if payment is not None and payment.status == "started" and payment.payer:
                self._end(books, payment, "approved")
            return books.payment(payment_id)

    def give_up(self, payment_id: str) -> BankPayment | None:
        """The shopper leaves without paying."""
        with self.vault.open() as books:
            payment = self._current(books, payment_id)
            if payment is not None and payment.status == "started":
                self._end(books, payment, "given_up")
            return books.payment(payment_id)

    # What a developer may do at the desk.

    def latest(self, most: int = 100) -> list[BankPayment]:
        """The payments opened last, newest first."""
        with self.vault.open() as books:
            return books.latest(most)

    def events_of(self, payment_id: str) -> list[Event]:
        """What happened to a payment, oldest first."""
        with self.vault.open() as books:
            return books.events_of(payment_id)

    def send_again(self, payment_id: str, event_id: str, is_late: bool = False) -> bool:
        """Report an event once more, now or late; whether there is such an event."""
        with self.vault.open() as books:
            known = any(event.id == event_id for event in books.events_of(payment_id))
            if known:
                books.send(event_id, self.clock() + (LATE if is_late else timedelta()))
            return known

    def refund_at_desk(self, payment_id: str, amount_minor: int) -> bool:
        """Give money back without the shop having asked, as one can at a provider; whether so much was left."""
        with self.vault.open() as books:
            payment = books.payment(payment_id)
            return payment is not None and amount_minor > 0 and self._refund(books, payment, amount_minor) is not None

    # What the clock brings.

    def due(self) -> list[Sending]:
        """End what was not paid in time, and return the reports to send now."""
        with self.vault.open() as books:
            for payment in books.overdue(self.clock()):
                self._end(books, payment, "expired")
            return books.due(self.clock())

    def note_try(self, sending: Sending, answer: str, is_heard: bool) -> None:
        """Note how a try to report ended; one that was not heard is tried again, each time after a longer wait."""
        is_last = is_heard or sending.tries >= len(WAITS)
        with self.vault.open() as books:
            books.note_try(sending, answer, None if is_last else self.clock() + WAITS[sending.tries])

    def next_moment(self) -> datetime | None:
        """When there is something to report or to end next."""
        with self.vault.open() as books:
            return books.next_moment()

    def _once(self, key: str, asked: object, act: Callable[[Books], Answer]) -> Answer:
        """Act once for a key, and give the same answer each time."""
        if not 0 < len(key) <= LONGEST_KEY:
            return Answer(422, {"error": "an Idempotency-Key is needed"})
        fingerprint = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
        try:
            with self.vault.open() as books:
                if found := books.answer_to(key, fingerprint):
                    return Answer(*found)
                answer = act(books)
                if answer.is_final:
                    books.keep_answer(key, fingerprint, answer.status, answer.body)
                return answer
        except KeyReused:
            return Answer(409, {"error": "this Idempotency-Key was used for another request"})

    def _current(self, books: Books, payment_id: str) -> BankPayment | None:
        payment = books.payment(payment_id)
        if payment is not None and payment.status == "started" and self.clock() >= payment.expires_at:
            self._end(books, payment, "expired")
        return books.payment(payment_id)

    def _known(self, books: Books, payment_id: str) -> BankPayment:
        payment = books.payment(payment_id)
        assert payment is not None
        return payment

    def _finish(self, books: Books, payment: BankPayment) -> None:
        """Take the money, or decline, as the test number says."""
        outcome = numbers.outcome_of(payment.test_number)
        if outcome.decline_code:
            self._end(books, payment, "declined", outcome.decline_code)
            return
        self._end(books, payment, "captured")
        if outcome.answer_is_lost:
            books.change(payment.id, "captured", silent_until=(self.clock() + SILENCE).timestamp())

    def _end(self, books: Books, payment: BankPayment, status: str, decline_code: str = "") -> None:
        """Move a payment on and report it; one that has moved on meanwhile keeps its result."""
        if not books.change(payment.id, payment.status, status=status, decline_code=decline_code, confirm_until=None):
            return
        now = self.clock()
        if numbers.outcome_of(payment.test_number).reports is Reports.REVERSED and payment.status == "started":
            earlier = books.add_event(payment, "approved", now)
            books.send(earlier, now + REVERSED_BY)
        self._report(books, payment, status, now, **({"decline_code": decline_code} if decline_code else {}))

    def _refund(self, books: Books, payment: BankPayment, amount_minor: int) -> str | None:
        now = self.clock()
        refund_id = books.add_refund(payment.id, amount_minor, now)
        if refund_id is not None:
            self._report(books, payment, "refunded", now, refund=refund_id, refunded_minor=amount_minor)
        return refund_id

    def _report(self, books: Books, payment: BankPayment, kind: str, now: datetime, **facts: str | int) -> None:
        event_id = books.add_event(payment, kind, now, **facts)
        reports = numbers.outcome_of(payment.test_number).reports
        if reports is Reports.NEVER:
            return
        for _ in range(REPEATS if reports is Reports.REPEATED else 1):
            books.send(event_id, now + (LATE if reports is Reports.LATE else timedelta()))

    def _about(self, payment: BankPayment | None) -> Answer:
        if payment is None:
            return Answer(404, {"error": "no such payment"}, is_final=False)
        return Answer(200, self._told(payment))

    def _told(self, payment: BankPayment) -> dict[str, Any]:
        facts = ("id", "method", "status", "decline_code", "brand", "last_four", "amount_minor", "refunded_minor")
        told: dict[str, Any] = {name: getattr(payment, name) for name in facts}
        return told | {"currency": payment.currency, "path": f"{self.base}/pay/{payment.id}"}


def order_fault(order: Mapping[str, Any]) -> str:
    """What is wrong with a shop's request to open a payment; "" when it is right."""
    names = ("method", "reference", "currency", "expires_at", "return_url", "notify_url")
    if not all(isinstance(order.get(name), str) and 0 < len(order[name]) <= LONGEST_TEXT for name in names):
        return f"a payment needs {', '.join(names)}"
    if order["method"] not in METHODS:
        return "there is no such method"
    if not all(
        order.get(name, "").startswith(("https://", "http://"))
        for name in ("return_url", "notify_url", *(["cancel_url"] if order.get("cancel_url") else []))
    ):
        return "an address starts with https:// or http://"
    if type(order.get("amount_minor")) is not int or not 0 < order["amount_minor"] <= LARGEST_AMOUNT:
        return "a payment needs a positive amount"
    try:
        digits(Currency(order["currency"]))
    except ValueError:
        return "there is no such currency"
    try:
        aware = datetime.fromisoformat(order["expires_at"]).tzinfo is not None
    except ValueError:
        aware = False
    return "" if aware else "expires_at is a moment with its offset, in ISO 8601"
