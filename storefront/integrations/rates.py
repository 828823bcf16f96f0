"""Sources of rates between currencies: forex-python, then the European Central Bank's own table.

Both are free services that may be gone, slow, empty or wrong on any day. What they answer is read here, carefully;
whether it can be true is decided by ``domain.currencies.why_not``.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from xml.parsers import expat

import httpx
import simplejson
from forex_python import converter

from storefront.domain.money import Currency
from storefront.integrations.ports import Quote, RatesUnknown

ECB_DAILY = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml"
MOST_SECONDS, MOST_BYTES = 15.0, 1_000_000  # for one answer, however slowly it trickles in
EURO = Currency("EUR")


def careful_client(transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """A client that waits for no more than some seconds; ``transport`` is for tests."""
    return httpx.Client(timeout=5, follow_redirects=True, max_redirects=3, transport=transport)


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer, as ``requests`` would give it to forex-python."""

    status_code: int
    content: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body as JSON; fractions stay exact."""
        return simplejson.loads(self.text, use_decimal=True)


def fetch(client: httpx.Client, url: str, params: Mapping[str, str] | None = None) -> Fetched:
    """Get an address within ``MOST_SECONDS``.

    Raises:
        RatesUnknown: It did not answer, too slowly or too much.
    """
    end, body = time.monotonic() + MOST_SECONDS, b""
    try:
        with client.stream("GET", url, params=params) as answer:
            for part in answer.iter_bytes():
                body += part
                if time.monotonic() > end or len(body) > MOST_BYTES:
                    raise RatesUnknown(f"{url} does not come to an end")
            return Fetched(answer.status_code, body)
    except httpx.HTTPError as fault:
        raise RatesUnknown(f"{url}: {type(fault).__name__}") from fault


class ForexPythonRates:
    """The rates that the library forex-python asks its server for."""

    name = "forex-python"

    def __init__(self, client: httpx.Client) -> None:
        """``client`` asks for it. The library's own way has no time-out, so it is given another one."""
        converter.requests = SimpleNamespace(get=lambda url, params=None: fetch(client, url, params))

    def quote(self, base: Currency) -> Quote:
        """The newest table."""
        asked = _Dated(force_decimal=True)
        try:
            rates = asked.get_rates(base)
            return Quote(date.fromisoformat(asked.day), {Currency(code): _number(rates[code]) for code in rates})
        # It promises nothing: bad JSON, a list, a missing key and a wrong type each raise something else.
        except (converter.RatesNotAvailableError, ValueError, TypeError, KeyError, AttributeError) as fault:
            raise RatesUnknown(f"{self.name}: {type(fault).__name__}: {str(fault)[:80]}") from fault


class _Dated(converter.CurrencyRates):
    """Remembers for which day the rates are; the library forgets it."""

    day = ""

    def _decode_rates(self, response: Any, *given: Any, **named: Any) -> Any:
        self.day = response.json()["date"]
        return super()._decode_rates(response, *given, **named)


class EcbRates:
    """The daily table of the European Central Bank, in euros."""

    name = "European Central Bank"

    def __init__(self, client: httpx.Client) -> None:
        """``client`` asks for it."""
        self.client = client

    def quote(self, base: Currency) -> Quote:
        """The newest table, counted from the base."""
        answer = fetch(self.client, ECB_DAILY)
        if answer.status_code != 200:
            raise RatesUnknown(f"{self.name}: status {answer.status_code}")
        day, rates = _read_ecb(answer.content)
        in_euros = {EURO: Decimal(1), **rates}
        own = in_euros.get(base)
        if day is None or not own or not own.is_finite():
            raise RatesUnknown(f"{self.name}: no table")
        return Quote(day, {currency: rate / own for currency, rate in in_euros.items() if currency != base})


def _read_ecb(xml: bytes) -> tuple[date | None, dict[Currency, Decimal]]:
    """The day, and what ``<Cube currency="USD" rate="1.1172"/>`` says. A table with entities is not read."""
    day: list[date] = []
    rates: dict[Currency, Decimal] = {}

    def element(_name: str, given: dict[str, str]) -> None:
        if "time" in given:
            day.append(date.fromisoformat(given["time"]))
        if "currency" in given:
            rates[Currency(given["currency"])] = _number(given["rate"])

    def doctype(*_: object) -> None:
        raise RatesUnknown("the table has a document type")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.StartDoctypeDeclHandler = element, doctype
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError, KeyError) as fault:
        raise RatesUnknown(f"{EcbRates.name}: {type(fault).__name__}: {str(fault)[:80]}") from fault
    return (day[0] if day else None), rates


def _number(given: object) -> Decimal:
    """A rate as it was written; one that is no amount of money (a thousand digits, say) is no number."""
    if isinstance(given, bool) or not isinstance(given, (str, int, float, Decimal)):
        raise ValueError(f"{type(given).__name__} is no rate")
    text = str(given)
    if len(text) > 40:
        raise ValueError("a rate has fewer digits")
    try:
        number = Decimal(text)
    except ArithmeticError:
        raise ValueError(f"{text!r} is no rate") from None
    if number.is_finite() and number and not -9 <= number.adjusted() <= 9:
        raise ValueError(f"{text!r} is no rate")
    return number


class FakeRates:
    """A source that says what a test wants it to say."""

    name = "a test"

    def __init__(self, quote: Quote | None = None) -> None:
        """Without a ``quote`` it is down."""
        self.given, self.asked = quote, 0

    def quote(self, base: Currency) -> Quote:
        """The given table."""
        self.asked += 1
        if self.given is None:
            raise RatesUnknown("down")
        return self.given
