"""What contact and ticket pages show."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from storefront import text
from storefront.domain.tickets import MOST_PICTURES, Message, Ticket, TicketStatus, Topic
from storefront.views.checkout import FieldView, OptionView
from storefront.views.forms import FormView, email_field, form
from storefront.views.reviews import PhotoView

TOPICS = {
    Topic.ORDER: "An order",
    Topic.CHANGE: "Change or cancel an order",
    Topic.RETURN: "A return or an exchange",
    Topic.MISSING: "Something is missing",
    Topic.SIZE: "A size or a sold-out piece",
    Topic.LOGIN: "I cannot log in",
    Topic.PAYMENT: "Paying",
    Topic.OTHER: "Something else",
}
STATUS = {
    TicketStatus.OPEN: "We have it, and answer within two working days.",
    TicketStatus.ANSWERED: "Answered. Write again if something is left.",
    TicketStatus.CLOSED: "Closed. Write again, and it opens again.",
}
PICTURES = f"Up to {MOST_PICTURES} pictures, each 5 MB at most. We keep the picture and drop where it was taken."
NO_FORM = FormView()


@dataclass(frozen=True)
class ContactView:
    """The form of the contact page."""

    ready: bool = False
    form: FormView = NO_FORM


@dataclass(frozen=True)
class MessageView:
    """A message of the thread."""

    who: str = ""  # "You" | the shop's name
    from_us: bool = False
    at: str = ""
    paragraphs: list[str] = field(default_factory=list)
    pictures: list[PhotoView] = field(default_factory=list)


@dataclass(frozen=True)
class TicketView:
    """The page of a ticket."""

    ready: bool = False
    missing: bool = False
    code: str = ""
    about: str = ""  # "An order, MP-7KQ4WXEM"
    status: str = ""
    messages: list[MessageView] = field(default_factory=list)
    form: FormView = NO_FORM


def contact(
    email: str, order: str, topic: str, typed: Mapping[str, str] | None, faults: Mapping[str, str] | None
) -> ContactView:
    """The form, filled in as far as it is known."""
    chosen = (typed or {}).get("topic", topic)
    options = [OptionView("", "Choose", chosen == "")]
    options += [OptionView(each.value, title, each.value == chosen) for each, title in TOPICS.items()]
    fields = [
        FieldView("topic", "What is it about?", topic, options=options),
        email_field("Your email", email, autocomplete="email"),
        FieldView("order", "Order number", order, required=False, hint="Like MP-7KQ4WXEM, from the confirmation"),
        FieldView("message", "Your message", type="textarea"),
        FieldView("pictures", "Pictures", type="file", required=False, hint=PICTURES),
    ]
    return ContactView(ready=True, form=form("contact", "/contact", "Send", fields, typed, faults))


def ticket(
    shown: Ticket, secret: str, shop_name: str, typed: Mapping[str, str], faults: Mapping[str, str]
) -> TicketView:
    """The page of a ticket, by the secret that led to it."""
    fields = [
        FieldView("message", "Add something", type="textarea"),
        FieldView("pictures", "Pictures", type="file", required=False, hint=PICTURES),
    ]
    about = TOPICS[shown.topic] + (f", {shown.order_code}" if shown.order_code else "")
    return TicketView(
        ready=True,
        code=shown.code,
        about=about,
        status=STATUS[shown.status],
        messages=[_message(each, secret, shop_name) for each in shown.messages],
        form=form("ticket", f"/tickets/{secret}", "Send", fields, typed, faults),
    )


def _message(shown: Message, secret: str, shop_name: str) -> MessageView:
    def picture(number: int, name: str) -> PhotoView:
        path = f"/tickets/{secret}/{name}"
        return PhotoView(f"{path}-400.webp", f"{path}-1200.webp", f"Picture {number}")

    return MessageView(
        who=shop_name if shown.from_us else "You",
        from_us=shown.from_us,
        at=text.moment(shown.at),
        paragraphs=[row for row in shown.text.split("\n") if row.strip()],
        pictures=[picture(n, name) for n, name in enumerate(shown.pictures, 1)],
    )
