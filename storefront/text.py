"""Sentences chosen by code, and how money and dates are printed.

Change a wording here and nowhere else. A test checks that every refusal's code has its sentence.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_percent, get_currency_name, get_currency_symbol

from storefront.domain.catalogue import Piece
from storefront.domain.change_requests import LONGEST_NOTE, ChangeKind, ChangeRequest, ChangeStatus
from storefront.domain.credits import CreditKind
from storefront.domain.currencies import Rate
from storefront.domain.errors import Refusal
from storefront.domain.gifts import GiftCard
from storefront.domain.money import BASE, Currency, Money, digits
from storefront.domain.orders import Order
from storefront.domain.refunds import LineRefund, RefundPlan
from storefront.domain.taxes import WHOLE, TaxRule, state_name
from storefront.settings import SETTINGS

LOCALE = "en_US"  # the shop speaks English: "1.234,50" would be misread among its words
ONE_SIZE = "One size"

# What can be wrong with a photo that a shopper sends.
PHOTO_PROBLEMS = {
    "photo_unreadable": "This is no photo that we can read. JPEG, PNG and WebP will do.",
    "photo_too_large": "A photo may have 5 MB and 40 million pixels.",
}
REFUSALS = {
    "no_session": "Your browser does not keep cookies, so the cart cannot remember anything. Allow cookies and reload.",
    "no_variant": "This piece is no longer in the shop.",
    "no_collection": "There is no such collection.",
    "no_page": "There is no such page.",
    "no_product": "There is no such product.",
    "withdrawn": "This piece is no longer sold.",
    "sold_out": "{title} is sold out in this size.",
    "no_more": "That is all we have: {most} of {title}.",
    "cart_full": "The cart holds {most} different pieces at most.",
    "line_gone": "This line is no longer in your cart. It may have been changed in another tab.",
    "cart_empty": "Your cart is empty.",
    "checkout_changed": "Your cart has changed in another tab. Check it and press Pay again.",
    "form_faulty": "Something is missing. The fields are marked.",
    "sold_out_now": "{title} was sold while you were checking out. Nothing was charged.",
    "discount_changed": "A discount has changed. Check the new total and press Pay again. Nothing was charged.",
    "code_unknown": "We know no code {code}. Check it for typing mistakes.",
    "code_not_yet": "{code} begins on {starts}.",
    "code_expired": "{code} ended on {ended}.",
    "code_used_up": "{code} has been used as often as it could be.",
    "code_used_by_you": "You have used {code} already, as often as one customer can.",
    "code_minimum": "Add {missing} more of what {code} is for, and it applies.",
    "code_more_pieces": "Add {missing} more of the pieces that {code} is for, and it applies.",
    "code_nothing_fits": "Nothing in your cart is what {code} is for.",
    "code_full_price_only": "{code} is for pieces at their full price; those in your cart are reduced already.",
    "card_unknown": "We know no gift card with this code. Check it for typing mistakes.",
    "card_tries": "Too many codes were tried. Wait a few minutes.",
    "card_empty": "There is nothing left on it.",
    "card_expired": "This gift card has expired.",
    "card_currency": "It holds {holds} and you pay in {pays}. A gift card pays in its own currency alone.",
    "cards_full": "An order can be paid with {most} gift cards at most.",
    "credit_changed": "Your gift card holds less than it did. Check what is left to pay. Nothing was charged.",
    "no_customer": "There is no account with the address {email}.",
    "code_is_card": "This is a gift card's code. Use it at checkout, under “Have a gift card?”.",
    "code_taken": "There is a promotion with the code {code} already.",
    "scope_unknown": "No product and no collection with pieces put into it by hand: {names}.",
    "no_promotion": "There is no such promotion, or it is over: {which}.",
    "price_changed": "A price has changed. Check the new total and press Pay again. Nothing was charged.",
    "method_not_offered": "This way to pay does not take this amount or currency. Nothing was charged. "
    "Choose another way to pay.",
    "total_changed": "What you pay or where it goes has changed meanwhile. Check it and press Pay again. Nothing was "
    "charged.",
    "refund_too_much": "This is more than is left of the payment: {left} can be given back.",
    "already_paid": "This order is already paid.",
    "no_payment": "We know of no such payment.",
    "no_order": "There is no order behind this link.",
    "missing_told": "You have told us of this already, or so many pieces were not in this package.",
    "missing_note": "Your note may have 2,000 letters.",
    "not_missing": "This question is not about a missing piece.",
    "made_good": "This was sent again or refunded already.",
    "missing_sent_back": "More of this was told to be missing, or is to be sent back, than has arrived.",
    "again_sold_out": "There is not enough of it in stock. Refund it instead.",
    "order_not_found": "We know no order of this number with this email. Check both: they stand in our email about it.",
    "order_tries": "Too many tries. Wait a few minutes, or use the link in our email about the order.",
    "order_unknown": "There is no order {code}.",
    "no_package": "This order has no package {number}.",
    "nothing_to_pack": "Choose what goes into the package.",
    "not_to_pack": "Some of it is not to be packed any more: it was packed, sent or called off meanwhile.",
    "carrier_unknown": "Choose who carries the package.",
    "tracking_invalid": "A tracking number has 6 to 40 letters and digits.",
    "no_shipping": "We do not ship to this country yet.",
    "saved_full": "Your list holds {most} pieces at most. Remove one first.",
    "saved_gone": "This piece is no longer on your list. It may have been removed in another tab.",
    "no_list": "There is no list behind this link. It may not be shared any more.",
    "no_review": "There is no such review.",
    "not_staff": "Log in to the desk first.",
    "staff_wrong": "Email, password and code do not fit. Check all three. A code is good once: wait for the next one.",
    "staff_tries": "Too many tries. Wait five minutes.",
    "staff_known": "{email} works here already. `staff reset` makes new keys.",
    "staff_unknown": "Nobody with the address {email} works here.",
    "note_missing": "Write the note first.",
    "units_wrong": "Write how many came in: a number from 1 on.",
    "refund_nothing": "Choose what to refund.",
    "refund_changed": "Something was refunded meanwhile, so the sum is another. Nothing was refunded now. Look again.",
    "not_allowed": "Your role does not include this.",
    "credit_needs_account": "Store credit needs an account. Make one, or let the money go the way it came.",
    "no_return": "There is no such return.",
    "reason_missing": "Say why: the shopper reads it.",
    "return_nothing": "Choose what you want to send back.",
    "return_not_this": "This cannot be returned: it has not arrived, came more than 30 days ago, or is on its way back "
    "already.",
    "return_too_many": "{most} of {title} can be returned, not more.",
    "return_reason": "Choose why it comes back.",
    "return_note_long": "A note may have 500 letters.",
    "return_apart": "Send these as two returns: one for what is our mistake, one for the rest. Each is then worked out "
    "rightly.",
    "return_photos": "Take at most 4 photos.",
    "returns_many": "There were many returns for this order already. Write to us, and we look at it together.",
    "exchange_not_this": "Choose the size that you want instead.",
    "exchange_sold_out": "Size {size} was taken a moment ago. Choose another size, or take the money back.",
    "changes_full": "There are many requests for this order already. Write to us instead.",
    "no_change": "There is no such request.",
    "change_not_possible": "This has left, or was asked for already. After it arrives you can return or exchange it.",
    "variant_not_chosen": "Choose the size or colour that you want instead.",
    "variant_not_offered": "This size or colour cannot be had for this piece right now. Choose another one.",
    "variant_for_all": "With another price, all units of a piece can be changed, or none. Ask for all of them.",
    "change_sold_out": "There is no unit of the new size left. Refuse the request, and say so.",
    "note_long": "Your note is longer than {most} letters. Shorten it a little.",
    "order_on_its_way": "An order of yours is still on its way, and needs your address. Delete the account when it has "
    "arrived, or ask to cancel the order first.",
    "order_moved_on": "Something has happened to the order meanwhile. Look at it again; nothing was done twice.",
    "not_possible_now": "That is not possible any more.",
    "email_missing": "Enter your email: the news goes there.",
    "email_invalid": "This does not look like an email address. Check it for a typing mistake.",
    "in_stock": "Good news: size {size} is here. Add it to your cart.",
    "too_many_requests": "Too many requests for one day. Try again tomorrow.",
    "no_answer": "There is no such answer.",
    "no_request": "There is no request behind this link.",
    "no_longer_kept": "This piece is no longer kept for you.",
    "being_paid": "This piece is being paid for right now.",
    "not_logged_in": "You are logged out. Log in again to go on.",
    "login_wrong": "Email and password do not fit. Check both for typing mistakes, capitals too.",
    "too_many_tries": "Too many tries. Wait a few minutes, or choose a new password by mail: that works at once.",
    "too_many_mails": "We have sent several emails already. Look for them, also in the spam folder, or try again in "
    "a quarter of an hour.",
    "link_over": "This link was used before, or its time is over. Ask for a new one.",
    "session_gone": "This device is logged out already.",
    "too_busy": "Many people are logging in right now. Try again in a moment.",
    "export_asked": "You asked for your data within the last day. Look for our email.",
    "no_ticket": "There is no question behind this link.",
    "ticket_full": "This thread is as long as one can be. Send a new question.",
    "address_gone": "This address is no longer in your address book.",
    "addresses_full": "The address book holds {most} addresses. Delete one first.",
}

FAULTS = {
    "email_missing": "Enter your email: the confirmation goes there.",
    "email_invalid": "This does not look like an email address. Check it for a typing mistake.",
    "country_missing": "Choose the country.",
    "country_not_served": "We do not ship to this country yet. Choose another one.",
    "name_missing": "Enter the name for the parcel.",
    "line1_missing": "Enter the street and house number.",
    "city_missing": "Enter the city.",
    "city_invalid": "Check the city.",
    "region_missing": "Choose the state, province or region.",
    "region_other_tax": "There the tax is another one. Ask to cancel, and order anew to this place.",
    "region_invalid": "This is not a region of the country. Choose one.",
    "postcode_missing": "Enter the postcode, or ZIP code.",
    "postcode_invalid": "This postcode or ZIP code does not fit the country and region. Check it.",
    "phone_invalid": "This does not look like a phone number. Correct it or leave it out.",
    "account_email_missing": "Enter your email.",
    "amount_missing": "Choose an amount, or write one such as 75.",
    "amount_limits": "This amount is too small or too large for a gift card.",
    "recipient_missing": "Enter the email address that the card goes to.",
    "sender_missing": "Enter your name: who gets the card reads it.",
    "message_links": "Leave links and addresses of other sites out of the message.",
    "day_invalid": "Choose a day from today on, a year ahead at most. Leave it empty to send the card at once.",
    **PHOTO_PROBLEMS,
    "pictures_many": "Take at most 4 pictures. Choose them again.",
    "pictures_again": "Choose the pictures again: they were not kept.",
    "pictures_too_often": "That were many pictures in a short time. Wait a quarter of an hour, or send none.",
    "topic_missing": "Choose what it is about.",
    "message_missing": "Write your message.",
    "message_long": "The message is too long; 5,000 letters will do.",
    "order_number_missing": "Enter the order's number. It stands in our email about it.",
    "order_number_invalid": "This is not an order's number: it is MP- and eight letters and digits. Check it.",
    "order_not_yours": "We know no order of this number with this email. Check both, or leave the number out.",
    "measure_no_number": "Write a number such as 88 or 34.5.",
    "measure_unlikely": "Check this number and the unit: we cannot advise for it.",
    "name_long": "The name is too long; 120 letters will do.",
    "password_short": "Take at least 10 characters. A few words in a row are easy to remember.",
    "password_long": "Take at most 256 characters.",
    "password_common": "This password is easy to guess. Take one that nobody else would think of.",
    "password_wrong": "This is not your password. Check it for typing mistakes.",
}

# What to do after a payment that did not go through. The cart is kept each time, nothing was charged.
PROBLEMS = {
    "declined": "Your bank declined the card. Nothing was charged, your cart is kept. "
    "Try another card, or ask your bank.",
    "insufficient_funds": "The card or account has not enough funds. Nothing was charged, your cart is kept. "
    "Pay in another way, or move money there first.",
    "expired_card": "The card has expired. Nothing was charged, your cart is kept. Take the new card that your bank "
    "sent you, or another one.",
    "wrong_code": "The security code was wrong. Nothing was charged, your cart is kept. Check the code and pay again.",
    # The bank does not want the reason told to whoever holds the card.
    "lost_or_stolen": "Your bank does not accept this card any more. Nothing was charged, your cart is kept. Take "
    "another card, and call the number on the back of this one.",
    "do_not_honour": "Your bank said no without a reason. Nothing was charged, your cart is kept. Call your bank: it "
    "can allow the payment. Then press Pay again.",
    "limit_exceeded": "This payment is above the limit of your card. Nothing was charged, your cart is kept. Raise the "
    "limit in your bank's app, pay tomorrow, or take another card.",
    "fraud_suspected": "Your bank stopped the payment to protect you. Nothing was charged, your cart is kept. Look "
    "for a message of your bank, confirm that it was you, and pay again.",
    "authentication_failed": "Your bank could not confirm that it was you. Nothing was charged, your cart is kept. "
    "Try again, or use another card.",
    "authentication_timed_out": "The confirmation in your bank's app did not come in time. Nothing was charged, your "
    "cart is kept. Have the phone at hand and pay again.",
    "instrument_declined": "PayPal could not take the payment from what you chose there. Nothing was charged, your "
    "cart is kept. Press Pay and choose another card or account at PayPal, or pay by card.",
    "method_not_offered": "This way to pay does not take this amount or currency. Nothing was charged, your cart is "
    "kept. Choose another way to pay.",
    "given_up": "You left the payment page. Nothing was charged, your cart is kept. Press Pay when you are ready.",
    "expired": "The ten minutes for paying are over. Nothing was charged, your cart is kept. Press Pay to start again.",
}
PROVIDER_SILENT = (
    "We cannot reach the bank right now. Nothing is lost and nothing was charged. Wait a moment and press Pay again."
)
ASKING = "Asking the bank …"
STILL_ASKING = (
    "The bank has not told us yet how your payment went. We keep asking, and this page goes on by itself as soon as we "
    "know. Do not pay again. You may also close it: we write to you when the order is paid."
)

BRANDS = {
    "visa": "Visa",
    "mastercard": "Mastercard",
    "amex": "American Express",
    "discover": "Discover",
    "jcb": "JCB",
    "diners": "Diners Club",
    "paypal": "PayPal",
}


def refusal(no: Refusal) -> str:
    """The sentence for a refusal."""
    return REFUSALS[no.code].format(**{name: _printed(fact) for name, fact in no.facts.items()})


def _printed(fact: object) -> object:
    return money(fact) if isinstance(fact, Money) else moment(fact) if isinstance(fact, datetime) else fact


def checkout_problem(code: str) -> str:
    """What the last press of Pay met, by the code in the checkout's address; "" for any other text."""
    changed = {"price_changed", "discount_changed", "credit_changed", "checkout_changed", "total_changed"}
    plain = changed | {"method_not_offered"}
    return PROVIDER_SILENT if code == "provider_silent" else REFUSALS[code] if code in plain else ""


def card_problem(code: str) -> str:
    """Why a gift card was refused, by the code in the checkout's address; "" for any other text."""
    if code == "card_currency":
        return "A gift card pays in its own currency alone. Choose that currency at the top of the page, then use it."
    if code == "cards_full":
        return "An order can be paid with so many gift cards and no more."
    return (
        REFUSALS[code] if code in {"card_unknown", "card_tries", "card_empty", "card_expired", "code_is_card"} else ""
    )


def gift_problem(code: str) -> str:
    """What the last try to buy a gift card met, by the code in its address; "" for any other text."""
    if code == "not_paid":
        return "The card was not paid. Nothing was charged. Try again, or pay in another way."
    return PROVIDER_SILENT if code == "provider_silent" else ""


def cart_problem(code: str) -> str:
    """What the last form sent to the cart met, by the code in the cart's address; "" for any other text."""
    plain = {"no_session", "no_variant", "line_gone", "cart_empty", "no_shipping", "code_is_card", "not_logged_in"}
    if code in {"sold_out", "sold_out_now"}:
        return "A piece was sold meanwhile. Nothing was charged."
    return REFUSALS[code] if code in plain else "That is all we have." if code == "no_more" else ""


def change_problem(code: str) -> str:
    """What the last form about a change met, by the code in its address; "" for any other text."""
    plain = {
        "change_not_possible",
        "variant_not_chosen",
        "variant_not_offered",
        "variant_for_all",
        "not_possible_now",
        "no_change",
        "changes_full",
        "method_not_offered",
    }
    if code == "note_long":
        return REFUSALS[code].format(most=LONGEST_NOTE)
    if code == "not_paid":
        return "The difference was not paid. Nothing was charged. Try again, or with another card."
    if code == "paid_late":
        return "The change could not be made any more. What you paid for it goes back to you."
    return PROVIDER_SILENT if code == "provider_silent" else REFUSALS[code] if code in plain else ""


def return_problem(code: str) -> str:
    """What the last press of a return's form met, by the code in its address; "" for any other text."""
    plain = {
        "no_session",
        "return_nothing",
        "return_not_this",
        "return_reason",
        "return_apart",
        "returns_many",
        "exchange_not_this",
        "credit_needs_account",
    }
    photos = {*PHOTO_PROBLEMS, "pictures_many", "pictures_too_often"}
    if code == "exchange_sold_out":
        return "A size was taken a moment ago. Choose another size, or take the money back."
    return REFUSALS[code] if code in plain else FAULTS[code] if code in photos else ""


def restock_answer(code: str, size: str) -> str:
    """What somebody is told who asked to hear of a size: "new", "again", or a refusal's code; "" for any other text."""
    what = f"when {one_size(size)} returns, nothing else"
    told = {
        "new": f"You are on the list: one email {what}.",
        "again": f"You are already on the list: one email {what}.",
        "in_stock": f"Good news: {one_size(size)} is here. Add it to your cart.",
    }
    plain = {"email_missing", "email_invalid", "too_many_requests"}
    return told.get(code) or (REFUSALS[code] if code in plain else "")


def restock_problem(code: str) -> str:
    """What the last form of a request's page met, by the code in its address; "" for any other text."""
    return REFUSALS[code] if code in {"no_session", "no_longer_kept", "being_paid", "no_variant"} else ""


def money(amount: Money) -> str:
    """An amount for people: ``$28.00``. It is exact: rounding was done before."""
    pattern = f"{_sign(amount.currency)}#,##0.00"
    return format_currency(amount.decimal(), amount.currency, format=pattern, locale=LOCALE, currency_digits=True)


def coded_money(amount: Money) -> str:
    """An amount with its currency's code, for paper: ``28.00 USD``; fonts have not every sign."""
    pattern = "#,##0.00\N{NO-BREAK SPACE}¤¤;\N{HYPHEN-MINUS}#,##0.00\N{NO-BREAK SPACE}¤¤"
    return format_currency(amount.decimal(), amount.currency, format=pattern, locale=LOCALE, currency_digits=True)


def short_money(amount: Money) -> str:
    """An amount without digits after the point where they are zero: ``$28``, ``$28.50``."""
    whole, rest = divmod(amount.minor, 10 ** digits(amount.currency))
    return money(amount) if rest else whole_money(whole, amount.currency)


def gift_for(card: GiftCard) -> str:
    """``for Mia``, or for an address."""
    return f"for {card.recipient_name or card.recipient}"


def gift_day(card: GiftCard) -> str:
    """``as soon as it is paid``, or ``on 24 December 2026``."""
    return f"on {format_date(card.deliver_on, 'd MMMM y', locale=LOCALE)}" if card.deliver_on else "by email now"


def less(amount: Money) -> str:
    """What is taken off: ``−$5.60``, with a real minus."""
    return f"\u2212{money(amount)}"


def promotion(title: str, code: str) -> str:
    """``Bag week``, or ``Ten off (MOON)`` of a code."""
    return f"{title} ({code})" if code else title


def window(starts: datetime | None, ends: datetime | None) -> str:
    """``, from 1 December 2026, 09:00 UTC``, with the end if there is one; "" for always."""
    return (f", from {moment(starts)}" if starts else "") + (f", until {moment(ends)}" if ends else "")


def whole_money(units: int, currency: Currency) -> str:
    """A whole number of a currency's units: ``$28``."""
    return format_currency(units, currency, format=f"{_sign(currency)}#,##0", locale=LOCALE, currency_digits=False)


def currency_symbol(currency: Currency) -> str:
    """``$``."""
    return get_currency_symbol(currency, locale=LOCALE)


def _sign(currency: Currency) -> str:
    # CLDR parts a sign that ends in a letter from the number, Babel does not: "CHF 28.00", "$28.00".
    return "¤\N{NO-BREAK SPACE}" if currency_symbol(currency)[-1].isalpha() else "¤"


def currency_name(currency: Currency) -> str:
    """``Swiss Franc``."""
    return get_currency_name(currency, locale=LOCALE)


def paid_in(currency: Currency, rate: Rate | None) -> str:
    """``You pay in EUR. 1 USD = 0.92 EUR, rate of 3 June 2026.``; "" in the base currency."""
    if rate is None or currency == BASE:
        return ""
    return f"You pay in {currency}. 1 {BASE} = {rate.per_base:f} {currency}, rate of {day(rate.day)}."


def old_rates(rate: Rate, today: date) -> str:
    """``Rates from 3 June.``; "" while they are fresh."""
    return f"Rates from {format_date(rate.day, 'd MMMM', locale=LOCALE)}." if rate.is_old(today) else ""


def moment(at: datetime) -> str:
    """``23 November 2026, 14:05 UTC``."""
    return format_datetime(at, "d MMMM y, HH:mm 'UTC'", locale=LOCALE)


def short_moment(at: datetime) -> str:
    """``23 Nov 2026, 14:05``, where it is known to be UTC."""
    return format_datetime(at, "d MMM y, HH:mm", locale=LOCALE)


def hour(at: datetime) -> str:
    """``14:05 UTC``."""
    return format_datetime(at, "HH:mm 'UTC'", locale=LOCALE)


def day(at: date) -> str:
    """``23 November 2026``."""
    return format_date(at, "d MMMM y", locale=LOCALE)


def package(number: int, count: int, more: bool = False) -> str:
    """``package 1 of 2``; ``package 1`` while ``more`` is to be packed; ``your package`` where there is only this."""
    if more:
        return f"package {number}"
    return "your package" if count == 1 else f"package {number} of {max(number, count)}"


def lost(number: int) -> str:
    """Why units are called off that were in a lost package and cannot be sent again."""
    return f"Package {number} was lost, and these pieces are sold out. Their price goes back to you."


def tab_title(title: str) -> str:
    """A tab's title: "Your cart, Moonpager"; a page without one was not found."""
    return f"{title or 'Not found'}, {SETTINGS.shop_name}"


def short_day(at: date) -> str:
    """``23 Nov``."""
    return format_date(at, "d MMM", locale=LOCALE)


def items(count: int) -> str:
    """``1 item``, ``2 items``."""
    return f"{count} item" if count == 1 else f"{count} items"


def working_days(days: tuple[int, int]) -> str:
    """``4–8 working days``."""
    return f"{days[0]}–{days[1]} working days"


def arrives(days: tuple[date, date]) -> str:
    """``Arrives 1–4 December``, ``Arrives 30 November – 4 December``, with the years where they differ."""
    first, last = days
    one_year, one_month = first.year == last.year, (first.year, first.month) == (last.year, last.month)
    start, end = (format_date(day, "d MMMM" if one_year else "d MMMM y", locale=LOCALE) for day in days)
    if one_month:
        return f"Arrives {end}" if first == last else f"Arrives {first.day}–{end}"
    return f"Arrives {start} – {end}"


def country_name(code: str) -> str:
    """``Germany``."""
    return Locale.parse(LOCALE).territories.get(code, code)


def place(country: str, region: str) -> str:
    """``California, United States``; of other countries the country alone."""
    state = state_name(f"{country}-{region}")
    return f"{state}, {country_name(country)}" if state else country_name(country)


def paid_with(order: Order) -> str:
    """``Visa ending in 4242``, ``PayPal``, gift cards with their amounts before it; "" when it is not known."""
    brand = BRANDS.get(order.paid_brand, order.paid_brand)
    taken = f"{brand} ending in {order.paid_last_four}" if brand and order.paid_last_four else brand
    ways = [f"{credit(spent.kind, spent.last_four)} ({money(spent.amount)})" for spent in order.credits]
    return ", ".join([*ways, *([taken] if taken else [])]) if order.paid_at else ""


def credit(kind: CreditKind, last_four: str) -> str:
    """``Gift card ending in WXY3``, ``Store credit``."""
    return f"Gift card ending in {last_four}" if kind is CreditKind.GIFT_CARD else "Store credit"


def tax_label(tax: Money, rule: TaxRule) -> str:
    """``Includes VAT 19%``, ``Sales tax, California 7.25%``, or "" when there is none."""
    if not tax.minor:
        return ""
    name = "Includes VAT" if rule.included else f"Sales tax, {state_name(rule.place)}"
    return f"{name} {format_percent(Decimal(rule.rate) / WHOLE, '#,##0.###%', locale=LOCALE)}"


def refund_of_piece(line: LineRefund, tax_included: bool) -> list[tuple[str, str]]:
    """Why so much comes back for units of a piece, row by row; the rows add up to what does."""
    rows = [("List price", money(line.list_price))]
    if line.discount.minor:
        rows.append(("Share of the discount", less(line.discount)))
    if line.tax.minor and not tax_included:
        rows.append(("Tax", money(line.tax)))
    return rows


def refund_beside(plan: RefundPlan) -> list[tuple[str, str]]:
    """What a refund adds to what comes back for the pieces, and what it keeps."""
    rows = []
    if plan.shipping.minor:
        rows.append(("Original shipping", money(plan.shipping)))
    if plan.fee.minor:
        rows.append(("Return shipping, as it was your choice", less(plan.fee)))
    return rows


def postcode_label(kind: str) -> str:
    """What the country calls its postcode; ``kind`` is the address data's word."""
    return {"zip": "ZIP code", "postal": "Postcode", "pin": "PIN code", "eircode": "Eircode"}.get(kind, "Postcode")


def one_size(size: str) -> str:
    """The size's name, or "it" where there is one for all."""
    return "it" if size == ONE_SIZE else size


def sold_out_now(sizes: list[str]) -> str:
    """``Size M has just sold out.``; "" for none."""
    return f"{_sizes(sizes)} just sold out." if sizes else ""


def back_now(sizes: list[str]) -> str:
    """``Sizes S and M are back.``; "" for none."""
    return f"{_sizes(sizes, 'is', 'are')} back." if sizes else ""


def _sizes(sizes: list[str], one: str = "has", many: str = "have") -> str:
    if sizes == [ONE_SIZE]:
        return f"It {one}"
    if len(sizes) == 1:
        return f"Size {sizes[0]} {one}"
    return f"Sizes {', '.join(sizes[:-1])} and {sizes[-1]} {many}"


def piece(title: str, colour: str, size: str) -> str:
    """``Tee in Ice, size M``, or without the size where there is one for all."""
    return f"{title} in {colour}" if size == ONE_SIZE else f"{title} in {colour}, size {size}"


def became(changes: Iterable[ChangeRequest], line: str, pieces: Mapping[str, Piece]) -> list[str]:
    """What became of units of a line before they were sent: "1 cancelled", "1 changed to Silver, L"."""
    return [
        f"{unit.quantity} cancelled"
        if asked.kind is ChangeKind.CANCEL
        else f"{unit.quantity} changed to {pieces[unit.sku].colour}, {pieces[unit.sku].size}"
        for asked in changes
        if asked.status is ChangeStatus.ACCEPTED
        for unit in asked.units
        if unit.line == line
    ]


def paid_later(changes: Iterable[ChangeRequest], pieces: Mapping[str, Piece]) -> list[tuple[str, Money]]:
    """What was paid after the order was: "Paid later for Ice, S", and how much."""
    return [
        (f"Paid later for {pieces[unit.sku].colour}, {pieces[unit.sku].size}", request.extra)
        for request in changes
        if request.extra and request.status is ChangeStatus.ACCEPTED
        for unit in request.units
    ]


def change_asked(order: Order, request: ChangeRequest, pieces: Mapping[str, Piece]) -> list[str]:
    """What a change request asks for, a sentence for each piece: "Cancel 1 × Tee in Ice, size M.".

    ``pieces``: those that are sent instead, by SKU.
    """
    if request.kind is ChangeKind.ADDRESS:
        return ["Send it to another address."]
    lines = {line.sku: line for line in order.lines}
    said = []
    for each in request.units:
        line = lines[each.line]
        what = f"{each.quantity} × {piece(line.title, line.colour, line.size)}"
        if request.kind is ChangeKind.CANCEL:
            said.append(f"Cancel {what}.")
        else:
            other = pieces[each.sku]
            said.append(f"Send {other.colour}, {other.size} instead of {what}.")
    return said
