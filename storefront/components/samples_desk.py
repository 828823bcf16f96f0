"""Sample views of the desk for the designers' page."""

from storefront.views.checkout import FieldView, OptionView
from storefront.views.desk import ActView, BadgeView, EventView, MessageView, QueueView, RowView, TicketPage
from storefront.views.desk_order import CardView, LineView, PlanRow, PlanView

BADGES = (BadgeView("Delivered", "good"), BadgeView("Lost", "bad"), BadgeView("To pack", "busy"), BadgeView("Not sent"))
QUEUE = QueueView(
    "pack",
    "Pack and send",
    "/staff",
    "2",
    "Everything is on its way.",
    [
        RowView("#", "MP-7KQ4WXEM", "Amy Wong, US", "2 of 3 to pack", BADGES[2], "5 d", True, "$72.95"),
        RowView("#", "MP-3CDEFGHJ", "Chloé Dubois-Lefèvre, FR", "1 package to send", BADGES[2], "3 h", False, "€48.00"),
    ],
    "4",
)
NO_QUEUE = QueueView("changes", "Change requests", "/staff", "0", "Nobody asks for a change.")
LINE = LineView(
    "Butterfly baby tee", "Ice, M", "TEE-ICE-M", "", "2", "$28.00", "−$5.60", "$3.65", "$54.05", [*BADGES[1:3]]
)
PLAN = PlanView(
    [PlanRow("1 × Butterfly baby tee", ["$28.00", "−$2.80", "$1.83", "$27.03"])],
    [("Return shipping", "−$6.00")],
    "$21.03",
)
SEND = ActView(
    "sample-dispatch",
    "/staff",
    "Dispatch",
    [
        FieldView("tracking", "Tracking number", "1Z999AA10123456784", key="sample-tracking"),
        FieldView("carrier", "Carrier", "ups", options=[OptionView("ups", "UPS", True)], key="sample-carrier"),
    ],
)
QUIET = ActView("sample-unpack", "/staff", "Take apart", look="quiet")
FOLDED = ActView("sample-off", "/staff", "Call off and refund", folded="Something cannot be sent")
CARD = CardView(
    "sample-card",
    "Package 2",
    BADGES[2],
    ["Left 24 Nov 2026, 09:12"],
    ("UPS 1Z999AA10123456784", "https://www.ups.com/track"),
    "/staff",
    ["1 × Butterfly baby tee in Ice, size M"],
    events=[EventView("24 Nov 2026, 09:12", "in transit, Oakland")],
    plan=PLAN,
    acts=[SEND, QUIET],
)
EVENTS = [EventView("24 Nov 2026, 09:12", "Dispatch", "Mia", ["package 2", "status: packing → dispatched"])]
THREAD = TicketPage(
    "T-7KQ4WXEM",
    BadgeView("Open", "busy"),
    [("From", "amy@example.com"), ("About", "An order")],
    ("MP-7KQ4WXEM", "#"),
    [
        MessageView("amy@example.com", False, "24 Nov 2026, 09:12", ["When does it leave?"], []),
        MessageView("We", True, "24 Nov 2026, 09:20", ["Tomorrow morning."], []),
    ],
    [],
)
