"""How to reach the shop."""

from datetime import date

from storefront.texts import Document, Section

DOCUMENT = Document(
    title="Contact",
    description="Moonpager's email and postal address, what to write, and when we answer.",
    updated=date(2026, 11, 23),
    intro="A person reads it and answers. The [questions and answers](/faq) may be quicker.",
    sections=(
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
