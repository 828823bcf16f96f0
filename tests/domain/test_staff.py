import itertools

import pytest

from storefront.domain.errors import Refusal
from storefront.domain.staff import Right, Role, StaffId, StaffMember, check, may

SUPPORT = {"see_orders", "note", "decide_returns", "refund", "answer_tickets", "send_again"}
LOGISTICS = {"see_orders", "note", "pack", "decide_changes", "receive_returns", "stock"}


@pytest.mark.parametrize(("role", "right"), list(itertools.product(Role, Right)))
def test_each_role_has_its_rights_and_no_others(role, right):
    member = StaffMember(StaffId(1), "kim@moonpager.example", "Kim", role)
    wanted = {"support": SUPPORT, "logistics": LOGISTICS}.get(role.value, {each.value for each in Right})

    assert may(member, right) is (right.value in wanted)
    if right.value in wanted:
        check(member, right)
    else:
        with pytest.raises(Refusal, match="not_allowed"):
            check(member, right)
