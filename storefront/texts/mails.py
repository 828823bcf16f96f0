"""What the shop's mails say. Each function is one mail."""

from storefront import text
from storefront.domain.accounts import EXPORT_LASTS, LASTS, TokenKind
from storefront.domain.gifts import GiftCard
from storefront.domain.letters import Block, Button, Letter, Piece, Pieces, Rows, Words
from storefront.domain.orders import Order, OrderLine
from storefront.domain.promotions import grouped
from storefront.domain.restock import RestockRequest
from storefront.domain.shipping import arrival


def confirmation(
    order: Order, address: list[str], billing: list[str], link: str, public_url: str, shop_name: str
) -> Letter:
    """A paid order; ``billing``: [] when the bill goes to the same address."""
    if order.gift:
        return _gift_bought(order, order.gift, link, shop_name)
    pieces = tuple(
        Piece(
            line.title,
            "; ".join([_options(line), *_savings_on(order, line)]),
            text.money(line.total),
            f"{public_url}/pictures/{line.picture}-400.webp" if line.picture else "",
        )
        for line in order.lines
    )
    tax, included = (text.tax_label(order.tax, order.tax_rule), text.money(order.tax)), order.tax_included
    sums = (
        ("Subtotal", text.money(order.subtotal)),
        *((text.promotion(title, code), text.less(amount)) for title, code, amount in grouped(order.savings)),
        (f"Shipping, {order.shipping_title}", text.money(order.shipping) if order.shipping.minor else "Free"),
        *([tax] if order.tax.minor and not included else []),
        ("Total", text.money(order.total)),
    )
    paid_in = text.paid_in(order.total.currency, order.rate)
    blocks = (
        Words("Thank you. This is what you ordered:"),
        Pieces(pieces),
        Rows(sums, total=True),
        *([Words(": ".join(tax))] if order.tax.minor and included else []),
        *([Words(paid_in)] if paid_in else []),
        Words("\n".join(["It goes to", *address])),
        *([Words("\n".join(["Billed to", *billing]))] if billing else []),
        Words(f"{text.arrives(arrival(order.shipping_days, (order.paid_at or order.placed_at).date()))}."),
        Button("See your order and everything that happens to it", link),
        Words(
            "Whoever has this link can read the order, so keep it to yourself. Without it you find the order at "
            f"{public_url}/orders by its number and your email. Items cannot be removed from a placed order; on its "
            "page you can ask for a change before it leaves, and return them within 30 days after they arrive."
        ),
    )
    why = f"You placed this order at {shop_name}."
    return Letter(f"Your order {order.code} is confirmed", f"Your order {order.code} is paid", blocks, why, shop_name)


def _gift_bought(order: Order, card: GiftCard, link: str, shop_name: str) -> Letter:
    """A paid order of a gift card. The code is for who gets it: it does not stand here."""
    goes = f"The card goes to {card.recipient}"
    blocks = (
        Words("Thank you. This is what you ordered:"),
        Pieces((Piece("Gift card", text.gift_for(card), text.money(card.amount)),)),
        Rows((("Total", text.money(order.total)),), total=True),
        Words(f"{goes} {text.gift_day(card)}. It never expires."),
        Button("See your order", link),
    )
    why = f"You placed this order at {shop_name}."
    return Letter(f"Your order {order.code} is confirmed", f"Your order {order.code} is paid", blocks, why, shop_name)


def gift_card(card: GiftCard, code: str, public_url: str, shop_name: str) -> Letter:
    """A gift card, for who gets it."""
    hello = f"{card.recipient_name}, " if card.recipient_name else ""
    amount = text.money(card.amount)
    blocks = (
        Words(f"{hello}{card.sender} gives you {amount} for {shop_name}."),
        *([Words(f"“{card.message}”")] if card.message else []),
        Rows((("Gift card", amount), ("Code", code)), total=True),
        Button("Look around in the shop", public_url),
        Words(
            f"Type the code at checkout, under “Have a gift card?”. It pays {card.amount.currency} orders, as many as "
            "you like until it is used up, and it never expires. What is left on it you can see here:"
        ),
        Button("See what is left", f"{public_url}/gift-cards/balance"),
        Words("Whoever has the code can use it, so keep this email as you keep money."),
    )
    why = f"{card.sender} bought this gift card for you at {shop_name}."
    return Letter(f"{card.sender} sends you a gift card", f"A gift card of {amount}", blocks, why, shop_name)


def _options(line: OrderLine) -> str:
    return f"{line.colour}, {line.size}" + (f", {line.quantity} pieces" if line.quantity > 1 else "")


def _savings_on(order: Order, line: OrderLine) -> list[str]:
    mine = (saving for saving in order.savings if saving.sku == line.sku)
    return [f"{text.less(saving.amount)} {text.promotion(saving.title, saving.code)}" for saving in mine]


def paid_late(order: Order, public_url: str, shop_name: str) -> Letter:
    """Money that came for an order that had ended."""
    blocks = (
        Words(
            f"Your payment of {text.money(order.total)} for order {order.code} reached us after the time for paying "
            "it was over. The order had already been cancelled, so nothing will be sent."
        ),
        Words("We are giving the whole amount back to where it came from. Most banks show it within five days."),
        Words("If you still want the pieces, please order them again."),
        Button("Go to the shop", public_url),
    )
    why = f"You placed this order at {shop_name}."
    return Letter(
        f"Your payment for order {order.code} goes back to you", "Your money is on its way back", blocks, why, shop_name
    )


def restock(request: RestockRequest, link: str, shop_name: str) -> Letter:
    """The one mail that a restock request leads to."""
    assert request.offered_until is not None
    what = text.piece(request.title, request.colour, request.size)
    blocks = (
        Words(f"{what} is back, and one is kept for you until {text.moment(request.offered_until)}."),
        Button("Put it into your cart", link),
        Words(
            "After that it goes to the next person on the list. If you do not want the piece, take yourself off the "
            "list on the same page: somebody else is glad of it."
        ),
    )
    why = f"This address was entered at {shop_name} to hear of this piece. This is the only email about it."
    return Letter(f"{request.title} is back, and one is kept for you", "It is back", blocks, why, shop_name)


def register(link: str, shop_name: str) -> Letter:
    """The link that makes an account."""
    return _link(
        f"Confirm your email for {shop_name}",
        "One press, and you have an account",
        "Press the button to confirm that this address is yours.",
        Button("Confirm my email", link),
        _once(TokenKind.REGISTER),
        f"Somebody, probably you, entered this address to make an account at {shop_name}. If it was not you, do "
        "nothing: there will be no account.",
        shop_name,
    )


def known_already(login: str, forgot: str, shop_name: str) -> Letter:
    """Somebody wants an account with an address that has one."""
    blocks = (
        Words("Somebody, probably you, wanted to make an account with this address. There is one already."),
        Button("Log in", login),
        Words(f"If you do not remember the password, choose a new one at {forgot}"),
    )
    why = "If it was not you, do nothing. Your account and its password are as they were."
    return Letter(f"You have an account at {shop_name}", "You have an account already", blocks, why, shop_name)


def reset(link: str, shop_name: str) -> Letter:
    """The link for choosing a new password."""
    return _link(
        "Choose a new password",
        "Choose a new password",
        "Press the button to choose a new password. You are then logged out everywhere else.",
        Button("Choose a new password", link),
        _once(TokenKind.RESET),
        f"Somebody, probably you, said that the password of this account at {shop_name} was forgotten. If it was not "
        "you, do nothing: the password stays.",
        shop_name,
    )


def new_email(link: str, shop_name: str) -> Letter:
    """The link that gives an account another address, sent to that address."""
    return _link(
        "Confirm your new email",
        "Confirm your new email",
        "Press the button, and your account uses this address from then on.",
        Button("Use this address", link),
        _once(TokenKind.EMAIL),
        f"This address was entered in an account at {shop_name}. If it was not you, do nothing.",
        shop_name,
    )


def changed(what: str, contact: str, shop_name: str) -> Letter:
    """Something that protects the account was changed: "Your password was changed."."""
    blocks = (
        Words(what),
        Words(f"If this was not you, choose a new password at once, and tell us: {contact}"),
    )
    why = f"We write to you whenever something that protects your account at {shop_name} changes."
    return Letter(what.rstrip("."), what, blocks, why, shop_name)


def deleted(shop_name: str) -> Letter:
    """The last mail of an account."""
    blocks = (
        Words(
            "Your account is deleted: name, addresses, measures, wish list, sessions and what you asked for. Orders "
            "stay without your name, as the tax office wants their sums."
        ),
    )
    return Letter("Your account is deleted", "Good-bye", blocks, "This is the last email about it.", shop_name)


def export(link: str, shop_name: str) -> Letter:
    """The link to the file with everything that is known."""
    return _link(
        "Your data is ready",
        "Your data is ready",
        "The file holds everything that we know of you. You have to be logged in to fetch it.",
        Button("Fetch the file", link),
        f"for {EXPORT_LASTS.days} days",
        f"You asked for your data at {shop_name}.",
        shop_name,
    )


def newsletter_wanted(link: str, confirmed: bool, shop_name: str) -> Letter:
    """Somebody asked for the newsletter; who gets it already is told so."""
    words = "You get our newsletter at this address already." if confirmed else "One press, and our newsletter comes."
    button = Button("See how it stands" if confirmed else "Yes, send it to me", link)
    why = f"Somebody, probably you, entered this address for the newsletter of {shop_name}. If it was not you, do "
    return Letter(
        f"The newsletter of {shop_name}", "Do you want it?", (Words(words), button), f"{why}nothing.", shop_name
    )


def newsletter(subject: str, paragraphs: list[str], shop_url: str, leave: str, shop_name: str) -> Letter:
    """A newsletter."""
    blocks: tuple[Block, ...] = (*(Words(each) for each in paragraphs), Button("To the shop", shop_url))
    why = f"You asked for this newsletter of {shop_name}. It ends with one press: {leave}"
    return Letter(subject, subject, blocks, why, shop_name)


def question(code: str, words: str, link: str, shop_name: str) -> Letter:
    """A question has come in."""
    blocks = (
        Words("Thank you for writing. A person reads it and answers within two working days."),
        Button("See your question and our answers", link),
        Words("You wrote:"),
        Words(words),
    )
    why = f"You wrote to {shop_name}. To add something, just answer this email."
    return Letter(f"We have your question {code}", "We have your question", blocks, why, shop_name)


def answer(code: str, words: str, link: str, shop_name: str) -> Letter:
    """We have answered a question."""
    blocks = (Words(words), Button("See the whole thread", link))
    why = f"You wrote to {shop_name}. To add something, just answer this email."
    return Letter(f"Our answer to {code}", "Our answer", blocks, why, shop_name)


def _link(subject: str, title: str, words: str, button: Button, lasts: str, why: str, shop_name: str) -> Letter:
    blocks: tuple[Block, ...] = (Words(words), button, Words(f"The link is good {lasts}."))
    return Letter(subject, title, blocks, why, shop_name)


def _once(kind: TokenKind) -> str:
    hours = int(LASTS[kind].total_seconds() // 3600)
    return f"for {'an hour' if hours == 1 else 'a day' if hours == 24 else f'{hours} hours'}, and once"
