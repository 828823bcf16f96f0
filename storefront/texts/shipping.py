"""Shipping and returns."""

from datetime import date

from storefront.texts import Document, Section

DOCUMENT = Document(
    title="Shipping and returns",
    description="What shipping costs and how long it takes, and how changes, returns, exchanges and refunds work.",
    updated=date(2026, 11, 25),
    intro="What it costs to get your order to you, and what happens when something has to come back.",
    sections=(
        Section(
            "prices",
            "Prices and times",
            (
                "Within the United States:",
                "- Standard: $5.95, free when the items come to $75.00 or more. 4–8 working days.\n"
                "- Express: $14.95. 1–3 working days.",
                "In another currency they are worked out at the day's rate, and the cart shows them.",
                "For other countries the ways to ship, their prices and their times are shown at the "
                "[checkout](/checkout) before you pay. So is the tax, where there is one.",
            ),
        ),
        Section(
            "packages",
            "Several packages",
            (
                "An order may travel in more than one package. You pay shipping once.",
                'If something seems to be missing, press "Something is missing" beside it on your [order\'s '
                "page](/orders). Either another package holds it, or you tell us there, and we send it again or refund "
                "it.",
            ),
        ),
        Section(
            "changes",
            "Changing or cancelling an order",
            (
                "Items cannot be removed from a placed order. What you can do depends on where it is:",
                "- Before it is dispatched, ask on your [order's page](/orders) for another address, another size or "
                "colour, or to cancel items. We ask logistics. It is a request and we cannot guarantee it. What "
                "another size costs less comes back; what it costs more is paid before we change it.\n"
                "- After it has been dispatched, nothing can be changed. You can return or exchange the items once "
                "you have them.",
            ),
        ),
        Section(
            "returns",
            "Returning or exchanging",
            (
                "You have 30 days after the items have arrived. Ask on your [order's page](/orders), and say:",
                "- which items, and how many of each\n"
                "- why; for a fault or a wrong item, please add a photo\n"
                "- whether you want your money back or another size",
                "We answer with a label to print. An exchange depends on the size being in stock; we keep it for you "
                "while your parcel travels.",
            ),
        ),
        Section(
            "reasons",
            "Who pays for the way back",
            (
                "- Ours: damaged, faulty, the wrong item, not as described, missing, or never arrived. Nothing is "
                "deducted, and if the whole order comes back, you get the original shipping back too.\n"
                "- Yours: too small, too large, or changed your mind. The return shipping fee is deducted once per "
                "return. We tell you how much it is before you send anything.",
            ),
        ),
        Section(
            "refunds",
            "Refunds",
            (
                "You get back what you paid for each item: its price, less its share of a discount if there was one, "
                "plus its tax. It goes back the way you paid, in the currency you paid in.",
                "An example without tax: you bought a top for $40.00 without a discount, and the return fee is "
                "$6.00. If it was too small, you get $34.00. If it was faulty, you get $40.00.",
            ),
        ),
    ),
)
