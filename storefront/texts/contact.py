"""How to reach the shop."""

from datetime import date

from storefront.texts import Document, Section

DOCUMENT = Document(
    title="Contact",
    description="Moonpager's email and postal address, what to write, and when we answer.",
    updated=date(2026, 11, 23),
    intro="Write to hello@moonpager.example. A person reads it and answers.",
    sections=(
        Section(
            "before-you-write",
            "Before you write",
            (
                "The [questions and answers](/faq) may be quicker, and [shipping and returns](/shipping) has the "
                "prices, the times and the rules.",
            ),
        ),
        Section(
            "what-to-write",
            "What to write",
            (
                "- About an order: its number from the confirmation mail, and what happened. Do not send us the "
                "secret link.\n"
                "- To change or cancel: the order number and the change, as early as you can.\n"
                "- To return or exchange: the order number, the items, the reason, and whether you want a refund or "
                "another size. For a fault or a wrong item, add a photo.\n"
                "- About a sold-out size: the piece, the colour and the size.",
                "Please write from the email address on the order, and never send card numbers.",
            ),
        ),
        Section(
            "hours",
            "Hours",
            ("Monday to Friday, 9:00 to 17:00 Pacific time. We answer within two working days.",),
        ),
        Section(
            "address",
            "Address",
            (
                "Moonpager, 12 Carrier Street, Portland, OR 97209, United States",
                "This is an office, not a store, and Moonpager is a made-up brand: please send no parcels here.",
            ),
        ),
    ),
)
