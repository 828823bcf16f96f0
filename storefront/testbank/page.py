"""The bank's pages. They look like a bank's, not like the shop's, and say that no money moves."""

from html import escape

from babel.numbers import format_currency

from storefront.domain.money import Currency, Money
from storefront.testbank.vault import BankPayment

FIELDS = (
    ("number", "Card number", "cc-number", "numeric", "13 to 19 digits"),
    ("expiry", "Expiry (MM / YY)", "cc-exp", "numeric", "04/29"),
    ("code", "Security code", "cc-csc", "numeric", "3 digits on the back, 4 on the front of American Express"),
    ("name", "Name on the card", "cc-name", "text", ""),
)
TEST_CARDS = (
    ("4242 4242 4242 4242", "approved"),
    ("5555 5555 5555 4444", "approved (Mastercard)"),
    ("4000 0000 0000 0002", "declined"),
    ("4000 0000 0000 3220", "asks you to confirm (3-D Secure)"),
)
SHELL = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>{title}, Test bank</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="{base}/bank.css"></head>
<body><header class="bank-test">Test mode: no money moves</header>
<main class="bank"><p class="bank-name">Test bank</p>{body}</main></body></html>"""


def card_form(
    payment: BankPayment, base: str, given: dict[str, str] | None = None, faults: dict[str, str] | None = None
) -> str:
    """The card form. What was typed wrongly is kept, but for the security code."""
    given, faults = given or {}, faults or {}
    summary = ""
    if faults:
        links = "".join(
            f'<li><a href="#{name}">{escape(faults[name])}</a></li>' for name, *_ in FIELDS if name in faults
        )
        summary = f'<div class="bank-errors" role="alert"><h2>Check the form</h2><ul>{links}</ul></div>'
    fields = "".join(
        _field(name, label, complete, mode, hint, "" if name == "code" else given.get(name, ""), faults.get(name, ""))
        for name, label, complete, mode, hint in FIELDS
    )
    known = "".join(f"<li><code>{number}</code> {what}</li>" for number, what in TEST_CARDS)
    return _shell(
        base,
        "Pay",
        f"<h1>Pay {_amount(payment)}</h1>"
        f"<p>Order {escape(payment.reference)}. The shop keeps your pieces until "
        f'<time datetime="{payment.expires_at.isoformat()}">{payment.expires_at:%H:%M} UTC</time>.</p>{summary}'
        f'<form method="post" action="{base}/pay/{payment.id}" novalidate>{fields}'
        f'<button name="action" value="pay">Pay {_amount(payment)}</button></form>'
        f'<form method="post" action="{base}/pay/{payment.id}">'
        '<button class="quiet" name="action" value="give-up">Give up and go back to the shop</button></form>'
        "<details open><summary>Test cards</summary>"
        f"<ul>{known}</ul><p>Any date in the future, any security code, any name.</p></details>",
    )


def challenge(payment: BankPayment, base: str) -> str:
    """The 3-D Secure question."""
    return _shell(
        base,
        "Confirm the payment",
        f"<h1>Is it you?</h1><p>Somebody wants to pay {_amount(payment)} with the card ending in "
        f"{escape(payment.last_four)}. A real bank would now ask in its app.</p>"
        f'<form method="post" action="{base}/pay/{payment.id}/challenge">'
        '<button name="answer" value="approve">Yes, approve</button>'
        '<button class="quiet" name="answer" value="refuse">No, refuse</button></form>',
    )


def gone(payment: BankPayment, base: str) -> str:
    """A payment that has its result already."""
    return _shell(
        base,
        "Payment closed",
        "<h1>This payment is closed</h1><p>It was paid, ended, or its ten minutes are over.</p>"
        f'<p><a class="bank-link" href="{escape(payment.return_url)}">Back to the shop</a></p>',
    )


def missing(base: str) -> str:
    """No such payment."""
    return _shell(base, "No such payment", "<h1>No such payment</h1><p>Go back to the shop and press Pay again.</p>")


def _shell(base: str, title: str, body: str) -> str:
    return SHELL.format(base=base, title=title, body=body)


def _amount(payment: BankPayment) -> str:
    money = Money(payment.amount_minor, Currency(payment.currency))
    return escape(format_currency(money.decimal(), money.currency, locale="en_US"))


def _field(name: str, label: str, complete: str, mode: str, hint: str, value: str, fault: str) -> str:
    notes = " ".join(f"{name}-{part}" for part, there in (("fault", fault), ("hint", hint)) if there)
    described = f' aria-describedby="{notes}"' if notes else ""
    wrong = ' aria-invalid="true"' if fault else ""
    kind = "password" if name == "code" else "text"
    return (
        f'<p class="bank-field"><label for="{name}">{label}</label>'
        f'<input id="{name}" name="{name}" type="{kind}" inputmode="{mode}" autocomplete="{complete}" '
        f'maxlength="60" required value="{escape(value)}"{described}{wrong}>'
        + (f'<span class="bank-fault" id="{name}-fault">{escape(fault)}</span>' if fault else "")
        + (f'<span class="bank-hint" id="{name}-hint">{hint}</span>' if hint else "")
        + "</p>"
    )
