"""The label of a return on paper."""

import logging
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from storefront.integrations import paper

LABEL = paper.Label(
    shop_name="Moonpager",
    code="R-7KQ4WXEM",
    order_code="MP-7KQ4WXEM",
    to=("Moonpager Returns", "12 Carrier Street"),
    inside=["1 × Tee, Ice, M"],
    send_by="16 December 2026",
    note="Keep the receipt.",
    made_at=datetime(2026, 11, 25, 12, tzinfo=UTC),
)


def test_a_label_is_one_sheet_and_the_same_each_time():
    made = paper.label(LABEL)

    assert made.startswith(b"%PDF-")
    assert made.count(b"/Type /Page\n") == 1
    assert made == paper.label(LABEL)
    assert made != paper.label(replace(LABEL, code="R-7KQ4WXEA"))


@pytest.mark.parametrize("title", ["Łódź", "日本", "\u202e\ud83d", "x" * 3000, ""])
def test_letters_that_the_font_has_not_and_long_titles_stop_nothing(title, caplog):
    with caplog.at_level(logging.WARNING):
        assert paper.label(replace(LABEL, inside=[title] * 3)).startswith(b"%PDF-")

    assert not caplog.records


INVOICE = paper.Invoice(
    shop_name="Moonpager",
    seller=("Moonpager", "12 Carrier Street"),
    code="MP-7KQ4WXEM",
    facts=(("Paid", "25 November 2026"),),
    billed_to=("Łukasz Őry", "日本"),
    sent_to=("Mia Moon",),
    rows=[paper.Row("Tee", "Ice, M", "1", "28.00 USD", "28.00 USD")] * 60,
    sums=(("Total", "1,680.00 USD"),),
    paid_later=(),
    given_back=(),
    notes=("Note",),
    made_at=datetime(2026, 11, 25, 12, tzinfo=UTC),
)


def test_a_long_invoice_takes_as_many_sheets_as_it_needs():
    made = paper.invoice(INVOICE)

    assert made.count(b"/Type /Page\n") == 4
    assert made == paper.invoice(INVOICE)


@pytest.mark.parametrize("words", ["Łódź", "日本", "\u202e\ud83d", "x" * 3000, "", "a\nb"])
def test_whatever_people_are_called_an_invoice_can_be_printed(words, caplog):
    with caplog.at_level(logging.WARNING):
        made = paper.invoice(replace(INVOICE, billed_to=[words] * 3, rows=[paper.Row(words, words, "1", "1", "1")]))

    assert made.startswith(b"%PDF-")
    assert not caplog.records
