from storefront.domain.errors import Refusal


def test_a_refusal_reads_as_its_code_and_carries_its_facts():
    no = Refusal("sold_out", title="Butterfly baby tee")

    assert str(no) == "sold_out"
    assert no.code == "sold_out"
    assert no.facts == {"title": "Butterfly baby tee"}


def test_a_refusal_can_tell_an_orders_code():
    no = Refusal("already_paid", code="MP-7KQ4WXEM")

    assert (no.code, no.facts) == ("already_paid", {"code": "MP-7KQ4WXEM"})
