"""Privacy."""

from datetime import date

from storefront.texts import Document, Section

DOCUMENT = Document(
    title="Privacy",
    description="Two plain cookies, no trackers, and what the shop keeps about your cart, orders and account.",
    updated=date(2026, 11, 25),
    intro="We keep what an order needs and nothing to follow you around with.",
    sections=(
        Section(
            "cookie",
            "Cookies",
            (
                "The shop sets one cookie with a random number that tells our server which cart, which checkout and, "
                "when you are logged in, which account are yours, and it is kept for half a year. "
                "Another number takes its place when you log in or out. Without it the cart could not remember "
                "anything, so it is necessary and we do not ask for consent.",
                "The cookie holds nothing about you, and scripts on the page cannot read it. Our database stores "
                "only a fingerprint of it.",
                "A second one remembers the currency, EUR for example, for a year. At first we guess it from the "
                "language of your browser; you choose another one at the top of each page. Who sees US dollars and "
                "has chosen nothing has no such cookie.",
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
                "So that nobody can guess passwords, it counts wrong ones in its memory as well, for a day at most. A "
                "browser that you logged out is remembered by the fingerprint of its cookie for half a year, so that "
                "other people's wrong passwords do not keep you out there.",
            ),
        ),
        Section(
            "in-your-browser",
            "Kept in your browser",
            (
                "If you choose light or dark, or centimetres or inches, your browser remembers the choice. It also "
                "remembers the measures you enter to find a size, the pieces you looked at and what you searched for. "
                "We get the measures when you ask for a size, and keep them only if you want them in your account. "
                "It all stays in your browser until you clear it; measures, pieces and searches go when you log out.",
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
                "- Your wish list.\n"
                "- If you make an account: name, email, addresses, and measures if you want us to keep them; light or "
                "dark, the pieces you looked at, and where you are logged in: which kind of browser, since when, and "
                "when it was last here. Of your password only a scrambled form that nobody can turn back.\n"
                "- What you ask us, with its pictures, and our answers. A picture's place and time are dropped.\n"
                "- That you want the newsletter, with your email, until you leave it.\n"
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
                "With an account you take everything we keep about you along as a file, and delete the account with "
                "all that is yours alone, under [your data](/account/data). Orders stay without name and address, as "
                "the law makes us keep records of sales, and reviews stay without your name.",
                "Without an account, [write to us](/contact) from the email address on your order to learn what we "
                "keep about you, to correct it, or to have it deleted.",
            ),
        ),
    ),
)
