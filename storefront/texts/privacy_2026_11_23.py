"""Privacy, as it was published on 23 November 2026."""

from datetime import date

from storefront.texts import Document, Section

DOCUMENT = Document(
    title="Privacy",
    description="One necessary cookie, no trackers, and what the shop keeps about your cart and your order.",
    updated=date(2026, 11, 23),
    intro="We keep what an order needs and nothing to follow you around with.",
    sections=(
        Section(
            "cookie",
            "One cookie",
            (
                "The shop sets one cookie. It holds a random number that tells our server which cart and which "
                "checkout are yours, and it is kept for half a year. Without it the cart could not remember "
                "anything, so it is necessary and we do not ask for consent.",
                "The cookie holds nothing about you, and scripts on the page cannot read it. Our database stores "
                "only a fingerprint of it.",
            ),
        ),
        Section(
            "no-trackers",
            "No trackers",
            (
                "There are no trackers, no advertising and no measuring services. The pages load everything, "
                "pictures and fonts included, from our own server and ask nobody else for anything.",
                "So that nobody can flood the shop, our server counts in its memory how much comes from each "
                "internet address. It does not write the addresses down. Of an address that asks for a sold-out size "
                "it keeps a fingerprint that is another one every day, to count how many such requests come from it.",
            ),
        ),
        Section(
            "in-your-browser",
            "Kept in your browser",
            (
                "If you choose light or dark, or centimetres or inches, your browser remembers the choice. It stays "
                "there until you clear it.",
            ),
        ),
        Section(
            "in-our-database",
            "Kept in our database",
            (
                "- Your cart: which pieces, how many.\n"
                "- What you enter at the checkout: email, name, address, and a phone number if you give one.\n"
                "- Your order: the items, what was paid, where it goes, what happened to it and when.\n"
                "- Sold-out sizes you want to hear about, with your email, until you have us delete them.\n"
                "- The mails about all this: their text until they are sent, afterwards only to whom, about what and "
                "when.",
                "We use this to send you what you bought, to answer you and to refund you. We do not sell it.",
                "The order page opens with a secret link from the confirmation mail. Once that mail is out, we store "
                "only a fingerprint of the secret. Whoever has the link can read the order, so keep it to yourself.",
            ),
        ),
        Section(
            "cards",
            "Cards",
            (
                "You enter your card on the payment provider's own page. Its number, date and security code never "
                "reach the shop. The provider tells us whether the payment went through, the brand and the last four "
                "digits, and we keep these with the order.",
                "In this sample shop the provider is a test bank. Use its test cards only, never a real one.",
            ),
        ),
        Section(
            "who-sees-it",
            "Who else sees it",
            (
                "The carrier gets the name and address on the parcel, and the phone number if you gave one. The "
                "payment provider gets the amount, the order's number and what you enter on its page.",
            ),
        ),
        Section(
            "your-rights",
            "Your rights",
            (
                "[Write to us](/contact) from the email address on your order to learn what we keep about you, to "
                "correct it, or to have it deleted. Records of sales that the law makes us keep stay for as long as "
                "it says.",
            ),
        ),
    ),
)
