import re

import pytest
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from storefront.web.document import content_security_policy
from storefront.web.headers import Headers
from tests.web.asking import Asker

FILE = PlainTextResponse("a file")


def asked(path: str, inner=FILE, secure: bool = False):
    return Asker(Headers(inner, secure)).get(path)


def test_every_answer_is_strict():
    answer = asked("/anything")

    assert answer["x-content-type-options"] == "nosniff"
    assert answer["x-frame-options"] == "DENY"
    assert answer["referrer-policy"] == "same-origin"
    assert answer["cross-origin-opener-policy"] == "same-origin"
    assert answer["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in answer["permissions-policy"]
    assert answer["content-security-policy"] == content_security_policy()


def test_shoppers_who_come_over_https_stay_there():
    assert asked("/", secure=True)["strict-transport-security"] == "max-age=31536000"
    assert asked("/", secure=False)["strict-transport-security"] == ""


@pytest.mark.parametrize("nonce", ["", "abc"])
def test_the_policy_evaluates_nothing_and_loads_from_nobody(nonce):
    rules = dict(rule.split(" ", 1) for rule in content_security_policy(nonce).split("; "))

    assert rules["default-src"] == "'self'"
    assert rules["script-src"] == ("'self' 'nonce-abc'" if nonce else "'self'")
    assert rules["frame-ancestors"] == rules["base-uri"] == rules["object-src"] == "'none'"
    assert rules["form-action"] == "'self'"
    assert not re.search(r"\*|https?:|unsafe-eval|blob:", content_security_policy(nonce))
    assert [name for name, value in rules.items() if "unsafe-inline" in value] == ["style-src-attr"]


def test_a_form_may_lead_to_the_pages_of_the_payment_providers_and_nowhere_else():
    answer = Asker(Headers(FILE, False, ("https://checkout.stripe.com", "https://www.paypal.com"))).get("/")

    rules = dict(rule.split(" ", 1) for rule in answer["content-security-policy"].split("; "))
    assert rules["form-action"] == "'self' https://checkout.stripe.com https://www.paypal.com"
    assert [name for name, value in rules.items() if "https:" in value] == ["form-action"]


def test_a_policy_that_is_there_is_kept():
    inner = Response("x", headers={"content-security-policy": "default-src 'none'", "x-frame-options": "SAMEORIGIN"})

    answer = asked("/", inner)

    assert answer["content-security-policy"] == "default-src 'none'"
    assert answer["x-frame-options"] == "SAMEORIGIN"


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/assets/index-abc.js", "public, max-age=31536000, immutable"),
        ("/pictures/a-400.webp", "public, max-age=86400"),
        ("/fonts/a.woff2", "public, max-age=86400"),
        ("/shop.css", "public, max-age=3600"),
        ("/favicon.svg", "public, max-age=3600"),
        ("/ping", ""),
        ("/robots.txt", ""),
    ],
)
def test_files_are_kept_as_long_as_their_names_allow(path, kept):
    assert asked(path)["cache-control"] == kept


@pytest.mark.parametrize("status", [301, 302, 303, 308])
def test_only_what_was_found_is_kept(status):
    assert asked("/assets/index-abc.js", PlainTextResponse("no", status))["cache-control"] == ""


@pytest.mark.parametrize("status", [400, 403, 404, 410, 500, 503])
@pytest.mark.parametrize("path", ["/assets/index-abc.js", "/staff/orders/MP-1/packages/1.pdf"])
def test_what_was_refused_is_kept_by_nobody(path, status):
    """Some keep a 404 unless they are told: a clerk would get what a stranger got before."""
    assert asked(path, PlainTextResponse("no", status))["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/assets/index-abc.js", "/cart/a.css", "/orders/secret.js", "/pictures/../cart"])
def test_a_page_at_an_address_like_a_files_is_kept_by_nobody(path):
    assert asked(path, HTMLResponse("a page"))["cache-control"] == ""
    assert asked(path, Response("x", headers={"set-cookie": "a=b"}))["cache-control"] == ""


def test_what_must_not_be_kept_is_not():
    assert asked("/shop.css", Response("x", headers={"cache-control": "no-store"}))["cache-control"] == "no-store"


def test_the_server_does_not_say_what_it_is():
    assert asked("/", Response("x", headers={"server": "machine/1.0"}))["server"] == ""
