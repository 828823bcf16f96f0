import itertools
import socket
from datetime import date
from decimal import Decimal

import httpx
import pytest

from storefront.domain.money import BASE
from storefront.integrations import rates
from storefront.integrations.ports import Quote, RatesUnknown
from storefront.integrations.rates import EcbRates, ForexPythonRates, careful_client

ECB_XML = """<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
 xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><gesmes:subject>Reference rates</gesmes:subject>
<Cube><Cube time='2026-06-03'><Cube currency='USD' rate='1.25'/><Cube currency='JPY' rate='175.68'/>
<Cube currency='GBP' rate='0.8125'/></Cube></Cube></gesmes:Envelope>"""
FOREX_JSON = '{"base": "USD", "date": "2026-06-03", "rates": {"EUR": 0.8, "JPY": 140.544, "GBP": "0.65"}}'
QUOTE = Quote(date(2026, 6, 3), {"EUR": Decimal("0.8"), "JPY": Decimal("140.544"), "GBP": Decimal("0.65")})
SOURCES = {ForexPythonRates: FOREX_JSON, EcbRates: ECB_XML}


def answering(source, *body, status=200):
    """The source over a server that answers this."""
    content = body[0] if body and not isinstance(body[0], str) else "".join(body).encode()
    return source(careful_client(httpx.MockTransport(lambda _: httpx.Response(status, content=content))))


@pytest.mark.parametrize(("source", "body"), SOURCES.items())
def test_a_source_gives_its_table_in_the_base_currency(source, body):
    assert answering(source, body).quote(BASE) == QUOTE


def test_forex_python_asks_for_the_newest_table_of_the_base():
    asked = []
    transport = httpx.MockTransport(
        lambda request: (asked.append(request.url), httpx.Response(200, text=FOREX_JSON))[1]
    )

    ForexPythonRates(careful_client(transport)).quote(BASE)

    assert [(url.path, url.params["base"]) for url in asked] == [("/api/latest", "USD")]


NONSENSE = ("", "{}", "[]", "null", "<html><body>Buy this domain</body></html>", "<a><b></a>", "\x00\xff")
OF_FOREX = (
    '{"rates": {"EUR": 0.8}}',
    '{"date": "soon", "rates": {}}',
    '{"date": 3, "rates": {}}',
    '{"date": "2026-06-03", "rates": [0.8]}',
    *(FOREX_JSON.replace("0.8,", f"{number},") for number in ("null", "true", '"lots"', "NaN", "1e99", "9" * 5000)),
)
OF_ECB = (
    *(ECB_XML.replace("1.25", number) for number in ("", "lots", "NaN", "0", "1e99", "9" * 5000)),
    ECB_XML.replace("USD", "XAU"),
    ECB_XML.replace("time='2026-06-03'", ""),
    ECB_XML.replace("2026-06-03", "soon"),
    ECB_XML.replace("rate='1.25'", ""),
)


@pytest.mark.parametrize(
    ("source", "body"),
    [(source, body) for source in SOURCES for body in NONSENSE]
    + [(ForexPythonRates, body) for body in OF_FOREX]
    + [(EcbRates, body) for body in OF_ECB],
)
def test_nonsense_is_no_table(source, body):
    with pytest.raises(RatesUnknown):
        answering(source, body).quote(BASE)


def test_what_is_missing_or_no_number_is_left_to_whoever_checks_the_table():
    empty = answering(ForexPythonRates, '{"date": "2026-06-03", "rates": {}}').quote(BASE)
    strange = answering(EcbRates, ECB_XML.replace("175.68", "NaN").replace("0.8125", "0")).quote(BASE)

    assert empty.rates == {}
    assert strange.rates["JPY"].is_nan()
    assert strange.rates["GBP"] == 0


def test_entities_are_not_read():
    bomb = '<!DOCTYPE a [<!ENTITY l "l"><!ENTITY b "&l;&l;">]>'

    with pytest.raises(RatesUnknown, match="document type"):
        answering(EcbRates, ECB_XML.replace("?>\n", f"?>{bomb}")).quote(BASE)


@pytest.mark.parametrize(("source", "body"), SOURCES.items())
@pytest.mark.parametrize("status", [404, 500, 503])
def test_a_source_that_is_down_gives_none(source, body, status):
    with pytest.raises(RatesUnknown):
        answering(source, body, status=status).quote(BASE)


@pytest.mark.parametrize("source", SOURCES)
def test_a_source_that_nobody_reaches_gives_none(source):
    def refuse(request):
        raise httpx.ConnectError("no route", request=request)

    with pytest.raises(RatesUnknown, match="ConnectError"):
        source(careful_client(httpx.MockTransport(refuse))).quote(BASE)


@pytest.mark.parametrize("source", SOURCES)
def test_a_source_that_never_answers_is_not_waited_for(source):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host, port = silent.getsockname()

        class Diverted(httpx.HTTPTransport):
            def handle_request(self, request):
                request.url = request.url.copy_with(scheme="http", host=host, port=port)
                return super().handle_request(request)

        client = httpx.Client(timeout=0.05, transport=Diverted())
        with pytest.raises(RatesUnknown, match="ReadTimeout"):
            source(client).quote(BASE)
        client.close()


@pytest.mark.parametrize("source", SOURCES)
def test_an_answer_that_trickles_in_or_never_ends_is_given_up(source, monkeypatch):
    monkeypatch.setattr(rates, "MOST_SECONDS", 0.02)
    with pytest.raises(RatesUnknown, match="end"):
        answering(source, (b" " for _ in itertools.count())).quote(BASE)

    monkeypatch.setattr(rates, "MOST_SECONDS", 60)
    with pytest.raises(RatesUnknown, match="end"):
        answering(source, (b" " * 100_000 for _ in itertools.count())).quote(BASE)
