"""Questions and answers."""

from storefront.texts import Group, Question

GROUPS: tuple[Group, ...] = (
    Group(
        "Ordering",
        (
            Question(
                "guest",
                "Can I order without registering?",
                (
                    "Yes. Everybody orders as a guest: fill your [cart](/cart), enter your email and the address at "
                    "the [checkout](/checkout), and pay.",
                    "The email is for the confirmation and for questions about your order, nothing else.",
                ),
            ),
            Question(
                "confirmation",
                "How do I know that you have my order?",
                (
                    "When your payment has gone through you see the order page, and we mail you a confirmation with "
                    "a link to that page. It shows what you bought, what you paid and where it goes.",
                    "Nobody can guess the link, but whoever has it can read the order. Keep it to yourself.",
                ),
            ),
            Question(
                "no-mail",
                "The confirmation mail has not come. What now?",
                (
                    "Look in the spam folder first. If it is not there, [write to us](/contact) with the name and "
                    "the postcode on the order. The email address may have been mistyped; we check and help you to "
                    "your order.",
                ),
            ),
            Question(
                "remove-item",
                "Can I remove an item?",
                (
                    "From your [cart](/cart), yes, at any time until the order is placed. If it was a slip, press "
                    "Undo.",
                    "From a placed order, no. You can return the item when it has arrived: see [shipping and "
                    "returns](/shipping).",
                ),
            ),
            Question(
                "custom-made",
                "Do you make pieces to order?",
                (
                    "No. You get the piece as it is pictured and described on its page, in one of the sizes and "
                    "colours listed there.",
                ),
            ),
        ),
    ),
    Group(
        "Your account",
        (
            Question(
                "account",
                "What is an account good for?",
                (
                    "You see all your orders in one place, and your addresses, wish list and measures are there on "
                    "every device. [Make an account](/register) with your email and a password: we mail you a link, "
                    "and one press on it makes the account.",
                    "Orders that you placed with this email as a guest come along by themselves.",
                ),
            ),
            Question(
                "lost-password",
                "I have forgotten my password. What now?",
                (
                    "Enter your email at [Forgot the password?](/forgot), and we mail you a link for choosing a new "
                    "one. It is good for an hour. You are then logged out everywhere else.",
                ),
            ),
            Question(
                "cannot-log-in",
                "I cannot log in. What can I check?",
                (
                    "- The email: is it the one you registered with, without a typing mistake?\n"
                    "- The password: is Caps Lock off?\n"
                    "- The link in our first email: have you pressed it? There is no account before.\n"
                    "- Cookies: does your browser keep them for this shop? The login page says when it does not.",
                    "After several wrong passwords you have to wait a little. A [new password](/forgot) works at once. "
                    "Still not in? [Write to us](/contact?topic=login).",
                ),
            ),
            Question(
                "my-data",
                "How do I get or delete my data?",
                (
                    "In [your account](/account/data). The file with everything that we know of you comes as a link "
                    "by mail. When you delete the account, orders stay without your name and address, as the tax "
                    "office wants their sums.",
                ),
            ),
        ),
    ),
    Group(
        "Sizes and stock",
        (
            Question(
                "which-size",
                "Which size do I take?",
                (
                    "Each product page has a size chart, and the [size guide](/size-guide) says how to measure. The "
                    "chart is a table with the piece's measurements in centimetres and inches, and for most pieces the "
                    "US, UK, EU, Australian and Japanese size.",
                    "Sizes vary among items, so an M in one cut can be an S in another. Lay something flat that fits "
                    "you well, measure it at the same places, and compare. The words beside the chart say how the "
                    "piece sits.",
                ),
            ),
            Question(
                "measured-flat",
                "What does measured flat mean?",
                (
                    "The garment lies on a table and we measure straight across, without stretching it. The bust, "
                    "waist and hip numbers are therefore half of the way around.",
                ),
            ),
            Question(
                "sold-out-size",
                "My size is sold out. Will it come back?",
                (
                    "A sold-out size stays on the page and is marked as sold out. Choose it and enter your email: we "
                    "write when it is back. We try to restock what people ask for, though we cannot promise it.",
                    "When it is back, those who asked first get one email each, with a link that keeps a piece for "
                    "them for 24 hours. What is not taken goes to the next person on the list. The same link takes you "
                    "off the list.",
                ),
            ),
            Question(
                "kept-in-cart",
                "Is an item kept for me while it is in my cart?",
                (
                    "No, the cart does not hold anything back. When you start paying, your items are held for 10 "
                    "minutes. If something sells out before that, we tell you and nothing is charged.",
                ),
            ),
        ),
    ),
    Group(
        "Payment",
        (
            Question(
                "payment-methods",
                "How can I pay?",
                (
                    "By card: Visa, Mastercard, American Express, JCB, Discover or Diners Club.",
                    "You enter the card on the payment provider's own page, so its digits are never on ours. This is "
                    "a sample shop and the provider is a test bank: no money moves.",
                ),
            ),
            Question(
                "currency",
                "In which currency do I pay?",
                (
                    "In the one that you choose at the top of each page. What you see in it is what is charged, and "
                    "what is refunded.",
                    "Prices in other currencies than US dollars are worked out at a rate that changes once a day, at "
                    "04:00 UTC. The checkout and your order name the rate and its day.",
                ),
            ),
            Question(
                "declined",
                "My card was declined. What now?",
                (
                    "Nothing was charged and your cart is kept. Check the number, the date and the security code, or "
                    "try another card. If it happens again, ask your bank: it often knows the reason and we do not.",
                ),
            ),
            Question(
                "ten-minutes",
                "What happens if I take too long to pay?",
                (
                    "After 10 minutes your items go back on sale. Nothing is charged and your cart is kept, so you "
                    "can start again, as long as the items are still there.",
                ),
            ),
        ),
    ),
    Group(
        "Delivery",
        (
            Question(
                "shipping-cost",
                "What does shipping cost, and how long does it take?",
                (
                    "Within the United States:",
                    "- Standard, $5.95, free from $75.00: 4–8 working days\n- Express, $14.95: 1–3 working days",
                    "For other countries the price and the time are shown at the checkout before you pay.",
                ),
            ),
            Question(
                "countries",
                "Do you ship to my country?",
                (
                    "The list of countries at the [checkout](/checkout) holds all we ship to. If yours is not in it, "
                    "we do not ship there yet.",
                ),
            ),
            Question(
                "something-missing",
                "Something is missing from my parcel. What do I do?",
                (
                    "An order can travel in several packages, so the rest may still be on its way. Your [order's "
                    "page](/orders) shows what is in each of them.",
                    'Press "Something is missing" beside the item there: you are told which package holds it, and if '
                    "none does, you can tell us with one more press. We send it again or refund it.",
                ),
            ),
            Question(
                "late-parcel",
                "My parcel is late. What do I do?",
                (
                    "Look at your [order's page](/orders) first: it shows what the carrier says of each package, and "
                    "when it is expected. If that day has passed, [write to us](/contact) with the order number. We "
                    "ask the carrier and tell you what we learn.",
                ),
            ),
        ),
    ),
    Group(
        "Changes, returns and refunds",
        (
            Question(
                "change-or-cancel",
                "Can I change or cancel my order?",
                (
                    "Before it is dispatched, perhaps. Ask as soon as you can, on your [order's page](/orders): for "
                    "another address, another size or colour, or not to send something. We ask logistics, but we "
                    "cannot guarantee that they catch it in time. The page shows how your request stands.",
                    "If another size costs less, the difference comes back. If it costs more, you pay the difference "
                    "once we have said that we can do it.",
                    "Once it has been dispatched, it is no longer possible. You can then return or exchange the "
                    "items when you have them.",
                ),
            ),
            Question(
                "returns",
                "How do I return or exchange something?",
                (
                    "On your order's page, within 30 days after it has arrived: the link is in every email about "
                    "the order. Choose the pieces and the reason, and you see to the cent what comes back before you "
                    "send anything. We answer within one working day with a label to print.",
                    "For an exchange, choose the size; only what is in stock can be chosen. We keep it for you until "
                    "your parcel is here, and it costs nothing.",
                ),
            ),
            Question(
                "refund-amount",
                "How much do I get back?",
                (
                    "What you paid for each item you send back, with its tax. If there was a discount, its share for "
                    "the item is taken into account.",
                    "If the reason is ours, such as a fault or a wrong item, nothing is deducted. If it was your "
                    "choice, such as the size or a change of mind, the return shipping fee is deducted once. "
                    "[Shipping and returns](/shipping#refunds) has an example.",
                ),
            ),
            Question(
                "refund-where",
                "Where does a refund go?",
                (
                    "Back the way you paid, in the currency you paid in. With an account you can have it as store "
                    "credit instead.",
                ),
            ),
        ),
    ),
)

# Which answers stand where the question comes up.
AT = {
    "checkout": ("payment-methods", "ten-minutes", "change-or-cancel"),
    "order": ("change-or-cancel", "something-missing", "returns", "refund-amount"),
    "login": ("lost-password", "cannot-log-in", "guest"),
}


def question(anchor: str) -> Question:
    """The question of that anchor."""
    return next(each for group in GROUPS for each in group.questions if each.anchor == anchor)


def answers_at(place: str) -> tuple[Question, ...]:
    """The questions that come up at a place: see ``AT``."""
    return tuple(question(anchor) for anchor in AT[place])
