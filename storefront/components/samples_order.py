"""Sample views of what comes after an order, for the designers' page: its packages, changes, refunds and returns."""

from dataclasses import replace

from storefront.views.changes import ChangeItemView, ChangeRequestView, ChangesView
from storefront.views.checkout import FieldView, OptionView
from storefront.views.forms import form
from storefront.views.order import OrderLineView, OrderView
from storefront.views.packages import LOST_NOTE, NewsView, PackagesView, PackageView, PackedView, StepView
from storefront.views.returns import (
    AmountView,
    PillsView,
    PillView,
    RefundLineView,
    RefundView,
    ReturningView,
    ReturnLineView,
    ReturnPieceView,
    ReturnView,
)

ORDER = OrderView(
    ready=True,
    code="MP-7KQ4WXEM",
    headline="Order MP-7KQ4WXEM. Paid.",
    next="We have written to mia@example.com. Next we pack your order. It arrives 27 November – 3 December.",
    email="mia@example.com",
    placed="23 November 2026, 14:05 UTC",
    steps=[
        StepView("Placed", "23 November 2026, 14:05 UTC", True),
        StepView("Paid", "23 November 2026, 14:06 UTC", True, current=True),
        StepView("Packed"),
        StepView("On its way"),
        StepView("Delivered"),
    ],
    lines=[
        OrderLineView(
            "Crystal butterfly baby tee",
            "Ice, M",
            "/products/butterfly-baby-tee",
            "/pictures/butterfly-baby-tee-ice-front-400.webp",
            "× 2",
            "$28.00 each",
            total="$56.00",
            changed=["1 changed to Ice, S"],
        ),
        OrderLineView(
            "Star clasp shoulder bag",
            "Cheetah, one size",
            "/products/star-shoulder-bag",
            "/pictures/star-shoulder-bag-cheetah-front-400.webp",
            "× 1",
            total="$31.20",
        ),
    ],
    subtotal="$87.20",
    shipping="Free",
    shipping_label="Shipping, Standard",
    tax_label="Sales tax, California 7.25%",
    tax="$6.32",
    billing=["Moon Ltd", "10 Downing Street", "London", "SW1A 2AA", "United Kingdom"],
    total="$93.52",
    paid_with="Visa ending in 4242",
    address=["Mia Moon", "12 Sample Street", "San Francisco, CA 94103", "United States"],
)
_TEE = PackedView(
    "Crystal butterfly baby tee",
    "Ice, M",
    "× 2",
    "/pictures/butterfly-baby-tee-ice-front-400.webp",
    "/products/butterfly-baby-tee",
)
_BAG = PackedView(
    "Star clasp shoulder bag",
    "Cheetah, one size",
    "× 1",
    "/pictures/star-shoulder-bag-cheetah-front-400.webp",
    "/products/star-shoulder-bag",
)
PACKAGES = PackagesView(
    shown=True,
    packages=[
        PackageView(
            "Package 1 of 3",
            "Delivered",
            [
                StepView("Packed", "23 Nov", True),
                StepView("Sent", "24 Nov", True),
                StepView("On its way", "25 Nov", True),
                StepView("Delivered", "26 Nov", True, current=True),
            ],
            carrier="UPS",
            tracking="1Z999AA10123456784",
            link="https://www.ups.com/track?tracknum=1Z999AA10123456784",
            contents=[_TEE],
            news=[
                NewsView("Delivered", "Handed over at the door, San Francisco", "26 November 2026, 10:12 UTC"),
                NewsView("On its way", "Sorted, Oakland", "25 November 2026, 03:40 UTC"),
            ],
            slip="/orders/sample/packages/1.pdf",
            key="package-1",
        ),
        PackageView(
            "Package 2 of 3",
            "On its way",
            [
                StepView("Packed", "23 Nov", True),
                StepView("Sent", "25 Nov", True),
                StepView("On its way", "26 Nov", True, current=True),
                StepView("Delivered"),
            ],
            "Expected on 27 November 2026",
            "Another carrier",
            "MOON20261125",
            contents=[_BAG, replace(_TEE, options="Ice, L", quantity="× 1", instead="Instead of Ice, M")],
            key="package-2",
        ),
        PackageView("Package 3 of 3", "Lost", note=LOST_NOTE, contents=[_BAG], key="package-3"),
    ],
    waiting=[_BAG],
    waiting_note="These follow in another package. We write to you when it leaves.",
)
_CHANGE = "/orders/sample/change"
_OTHER_SIZE = FieldView("other", "Size or colour", "S", options=[OptionView("S", "Ice, S"), OptionView("L", "Ice, L")])
CHANGES = ChangesView(
    shown=True,
    can_ask=True,
    requests=[
        ChangeRequestView(
            ["Send Ice, S instead of 1 × Crystal butterfly baby tee in Ice, size M."],
            "Asked",
            "We have asked the warehouse. It may be too late.",
            when="23 November 2026, 15:10 UTC",
            waits=True,
            withdraw=form("withdraw-2", _CHANGE, "Take it back", [], kind="withdraw", request="2"),
        ),
        ChangeRequestView(
            ["Send Silver, L instead of 1 × Static cropped puffer in Silver, size M."],
            "Possible",
            "We can do it. We keep the new piece for you until it is paid.",
            money="It costs $10.00 more. Please pay it by 27 November 2026, 15:20 UTC; otherwise we send what you "
            "ordered.",
            when="25 November 2026, 15:20 UTC",
            waits=True,
            pay=form("pay-3", _CHANGE, "Pay $10.00", [], kind="pay", request="3"),
            withdraw=form("withdraw-3", _CHANGE, "Take it back", [], kind="withdraw", request="3"),
        ),
        ChangeRequestView(
            ["Cancel 1 × Star clasp shoulder bag in Cheetah."],
            "Not possible",
            "We could not do what you asked for.",
            reason="It is packed already.",
            when="23 November 2026, 15:02 UTC",
        ),
    ],
    units=[
        ChangeItemView(
            "1 × Crystal butterfly baby tee in Ice, size M",
            form("swap-0", _CHANGE, "Ask for this instead", [_OTHER_SIZE]),
            form("cancel-0", _CHANGE, "Ask to cancel it", [FieldView("note", "Anything we should know")]),
        )
    ],
    cancel_all=form("cancel-all", _CHANGE, "Ask to cancel everything", []),
)
REFUND = RefundView(
    shown=True,
    lines=[
        RefundLineView(
            "Crystal butterfly baby tee × 2",
            [
                AmountView("List price", "$56.00"),
                AmountView("Share of the discount", "\u2212$5.60"),
                AmountView("Tax", "$3.65"),
            ],
            "$54.05",
        ),
        RefundLineView("Dial flare jeans", [AmountView("List price", "$64.00")], "$64.00"),
    ],
    rows=[AmountView("Return shipping, as it was your choice", "\u2212$6.00")],
    label="You get back",
    total="$112.05",
    note="It goes back the way you paid.",
)
RETURN = ReturnView(
    code="R-7KQ4WXEM",
    headline="Return R-7KQ4WXEM. Approved.",
    sentence="Stick the label onto the parcel and hand it in. It has to reach us by 16 December 2026.",
    steps=[
        StepView("Asked for", "25 November 2026, 14:05 UTC", True),
        StepView("Approved", "25 November 2026, 15:30 UTC", True, True),
        StepView("Parcel received"),
        StepView("Refunded"),
    ],
    pieces=[
        ReturnPieceView(
            "Crystal butterfly baby tee", "Ice, M × 2", "/pictures/butterfly-baby-tee-ice-front-400.webp", "Too small"
        )
    ],
    refund=REFUND,
    label="/orders/sample/returns/R-7KQ4WXEM.pdf",
    withdraw="/orders/sample/returns/R-7KQ4WXEM/withdraw",
)
RETURNING = ReturningView(
    ready=True,
    code="MP-7KQ4WXEM",
    order_href="/orders/sample",
    action="/orders/sample/return",
    step="why",
    number="Step 2 of 4",
    title="Why does it come back?",
    steps=[
        StepView("Pieces", done=True),
        StepView("Reason", current=True),
        StepView("Refund or exchange"),
        StepView("Check"),
    ],
    problem="Choose why it comes back.",
    lines=[
        ReturnLineView(
            key="sample",
            title="Crystal butterfly baby tee",
            options="Ice, M",
            picture="/pictures/butterfly-baby-tee-ice-front-400.webp",
            chosen=True,
            ours=PillsView(
                "reason sample",
                "Our mistake: nothing is deducted",
                [PillView("faulty", "Faulty"), PillView("damaged", "Damaged")],
                "Choose why it comes back.",
            ),
            yours=PillsView(
                "reason sample",
                "Your choice: $6.00 return shipping, once",
                [PillView("too_small", "Too small", True), PillView("too_large", "Too large")],
            ),
            note=FieldView("note sample", "Tell us more", required=False, type="textarea", key="note-sample"),
        )
    ],
    photo_field=FieldView("photos", "Photos", required=False, type="file", key="sample-photos"),
    refund=REFUND,
    back=True,
    button="Go on",
)
SIZES = PillsView(
    "size sample",
    "Size instead of M",
    [PillView("S", "S"), PillView("L", "L", True, note="2 left"), PillView("XL", "XL", off=True, note="sold out")],
)
