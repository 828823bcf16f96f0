import itertools

import pytest

from storefront.domain.errors import Refusal
from storefront.domain.orders import OrderEvent, OrderStatus, apply

HAPPENS = {
    ("placed", "pay"): "paid",
    ("placed", "cancel"): "cancelled",
    ("paid", "complete"): "completed",
    ("paid", "cancel"): "cancelled",
}


@pytest.mark.parametrize(("status", "event"), list(itertools.product(OrderStatus, OrderEvent)))
def test_an_order_moves_only_as_promised(status, event):
    after = HAPPENS.get((status.value, event.value))

    if after:
        assert apply(status, event).value == after
    else:
        with pytest.raises(Refusal, match="not_possible_now") as no:
            apply(status, event)
        assert no.value.facts == {"status": status.value, "event": event.value}
