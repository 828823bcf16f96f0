"""Terms of service."""

from datetime import date

from storefront.texts import Document, Section

DOCUMENT = Document(
    title="Terms of service",
    description="What you and we agree on when you order: items, prices, payment, stock, delivery, returns.",
    updated=date(2026, 11, 25),
    intro="What you and we agree on when you order. We have kept it short so that it can be read.",
    sections=(
        Section(
            "who-we-are",
            "Who we are",
            (
                "Moonpager, 12 Carrier Street, Portland, OR 97209, United States, hello@moonpager.example.",
                "Moonpager is a made-up brand and this is a sample shop. Its payments go to a test bank: no money "
                "moves and nothing is sent.",
            ),
        ),
        Section(
            "items",
            "Items",
            (
                "You get the piece as it is pictured and described on its page. We do not make custom pieces.",
                "Sizes vary among items. Every product page has a size chart with the measurements of that piece. A "
                "colour can look a little different on your screen.",
            ),
        ),
        Section(
            "prices",
            "Prices",
            (
                "You see prices, pay and get refunds in the currency that you choose at the top of each page. Other "
                "currencies than US dollars are worked out at rates that change once a day, at 04:00 UTC. Your order "
                "keeps its rate and names it.",
                "Shipping, and tax where there is one, are worked out for your address and shown at the "
                "[checkout](/checkout) before you pay.",
                "Should a price change while an item is in your cart, you see the new total before you pay it. For "
                "an order that is placed, the price stays as it was.",
            ),
        ),
        Section(
            "ordering",
            "Ordering",
            (
                "You order as a guest, with your email and an address. Pressing Pay places the order, and it stands "
                "once the payment has gone through. We then confirm it by mail with a link to its page. If the "
                "payment does not go through, there is no order and your cart is kept.",
                "Until then you can change your [cart](/cart) as you like. Afterwards no item can be removed, by you "
                "or by us.",
            ),
        ),
        Section(
            "stock",
            "Stock",
            (
                "A cart does not hold items back. They are held for 10 minutes from when you start paying. If an "
                "item is sold out by then, the order is not placed and nothing is charged.",
                "If you asked to hear of a sold-out size, one piece is kept for you for 24 hours from our email on. "
                "You are not bound to take it.",
            ),
        ),
        Section(
            "payment",
            "Payment",
            (
                "You pay by Visa, Mastercard, American Express, JCB, Discover or Diners Club on the payment "
                "provider's own page. If the card is declined, nothing is charged and your cart is kept.",
            ),
        ),
        Section(
            "delivery",
            "Delivery",
            (
                "Prices and times are listed under [shipping and returns](/shipping). The times are estimates in "
                "working days. An order may come in more than one package.",
            ),
        ),
        Section(
            "changes",
            "Changes and cancellations",
            (
                "Before dispatch you can ask us by mail to change or cancel an order. We ask logistics and cannot "
                "guarantee it. After dispatch it is not possible; return or exchange the items once you have them.",
            ),
        ),
        Section(
            "returns",
            "Returns and refunds",
            (
                "You can return items within 30 days after they have arrived. You get back what you paid for each, "
                "discount considered. If the reason is ours, nothing is deducted; if it was your choice, the return "
                "shipping fee is. The details are under [shipping and returns](/shipping#returns).",
                "Rights that the law of your country gives you as a consumer are not limited by this.",
            ),
        ),
        Section(
            "your-data",
            "Your data",
            ("What we keep and why is written under [privacy](/privacy).",),
        ),
    ),
)
