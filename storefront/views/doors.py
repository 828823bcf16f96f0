"""What the pages in front of the account show: login, registering, new passwords."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from storefront import text
from storefront.domain.accounts import Customer
from storefront.views.catalogue import LinkView
from storefront.views.checkout import FieldView
from storefront.views.forms import FormView, email_field, form, password_field

NO_FORM = FormView()


@dataclass(frozen=True)
class DoorView:
    """A page in front of the account: one form, or what became of it."""

    ready: bool = False
    title: str = ""
    lead: str = ""
    done: str = ""  # instead of the form
    form: FormView = NO_FORM
    tips: list[str] = field(default_factory=list)  # what to check when it does not work
    links: list[LinkView] = field(default_factory=list)


NO_DOOR = DoorView()
TIPS = [
    "Is the email the one you registered with? Typing mistakes happen at the end: .con instead of .com.",
    "Is Caps Lock off? Capitals count in passwords.",
    "If you have just registered, open the link in our email first.",
    "Do cookies work? This page tells you above when they do not.",
]
HELP = LinkView("Trouble logging in? Write to us", "/contact?topic=login")


def login(
    next_path: str = "",
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    title: str = "Log in",
    done: str = "",
) -> DoorView:
    """The login; ``next_path`` is where it leads."""
    fields = [email_field(), password_field()]
    query = f"?next={next_path}" if next_path else ""
    return DoorView(
        ready=True,
        title=title,
        done=done,
        form=form("login", "/login", "Log in", fields, typed, faults, next=next_path),
        tips=TIPS if faults else [],
        links=[
            LinkView("Forgot the password?", "/forgot"),
            LinkView("Make an account", f"/register{query}"),
            HELP,
        ],
    )


def logged_in(customer: Customer) -> DoorView:
    """The login, for somebody who is in already."""
    words = f"You are logged in as {customer.email}."
    return DoorView(ready=True, title="Log in", done=words, links=[LinkView("Your account", "/account")])


def register(typed: Mapping[str, str] | None, faults: Mapping[str, str] | None, email: str = "") -> DoorView:
    """Making an account."""
    fields = [
        email_field(value=email, autocomplete="email"),
        FieldView("name", "Name", required=False, autocomplete="name"),
        password_field(new=True),
    ]
    return DoorView(
        ready=True,
        title="Make an account",
        lead="You see your orders in one place, keep addresses and your wish list. Ordering works without one.",
        form=form("register", "/register", "Make an account", fields, typed, faults),
        links=[LinkView("Log in instead", "/login")],
    )


def forgot(typed: Mapping[str, str] | None, faults: Mapping[str, str] | None) -> DoorView:
    """Asking for a new password."""
    return DoorView(
        ready=True,
        title="Forgot the password?",
        lead="Enter your email, and we send you a link for choosing a new one. It is good for an hour.",
        form=form("forgot", "/forgot", "Send me the link", [email_field()], typed, faults),
        links=[LinkView("Back to the login", "/login")],
    )


def sent(title: str) -> DoorView:
    """What everybody is told whose form was accepted, whether or not there is an account."""
    return DoorView(
        ready=True,
        title=title,
        done="Look into your mailbox: we have sent you an email with a link. If nothing comes within a few minutes, "
        "look into the spam folder, and check the address for typing mistakes.",
        links=[LinkView("Log in", "/login"), LinkView("Write to us", "/contact?topic=login")],
    )


def deleted() -> DoorView:
    """After an account was deleted."""
    words = "Your account is deleted. An email says what is gone and what stays."
    return DoorView(ready=True, title="Good-bye", done=words, links=[LinkView("To the shop", "/")])


def email_changed() -> DoorView:
    """After a new address was confirmed."""
    words = "Your account uses the new address from now on. We have told the old one."
    return DoorView(ready=True, title="Your email is changed", done=words, links=[LinkView("Your account", "/account")])


def reset(action: str, faults: Mapping[str, str] | None) -> DoorView:
    """Choosing a new password."""
    fields = [password_field(label="New password", new=True)]
    return DoorView(
        ready=True,
        title="Choose a new password",
        lead="You are then logged in here, and logged out everywhere else.",
        form=form("reset", action, "Use this password", fields, None, faults),
    )


def confirm(action: str, ask_password: bool, email: str, faults: Mapping[str, str] | None) -> DoorView:
    """Confirming an address, for a new account or for one that gets another address."""
    fields = [password_field(label="The password you chose")] if ask_password else []
    lead = f"Is {email} your address? One press, and it is confirmed."
    if ask_password:
        lead = (
            f"You opened the link in another browser than the one you registered with. Type the password for {email}."
        )
    return DoorView(
        ready=True,
        title="Confirm your email",
        lead=lead,
        form=form("confirm", action, "Confirm my email", fields, None, faults),
    )


def over() -> DoorView:
    """A link that leads nowhere any more."""
    return DoorView(
        ready=True,
        title="This link is over",
        done=text.REFUSALS["link_over"],
        links=[
            LinkView("Log in", "/login"),
            LinkView("Choose a new password", "/forgot"),
            LinkView("Make an account", "/register"),
        ],
    )


# ---------- Without leaving the page ----------


def login_at_checkout(typed: Mapping[str, str] | None = None, faults: Mapping[str, str] | None = None) -> FormView:
    """The login inside the checkout, which leads back to it."""
    fields = [email_field("Email of your account"), password_field()]
    return form("login", "/login", "Log in", fields, typed, faults, next="/checkout", at="checkout")


def keep_order(email: str, name: str) -> FormView:
    """One field after a guest's order: a password makes the account, once the address is proved."""
    fields = [password_field(label="Choose a password", new=True)]
    return form("keep", "/register", "Create the account", fields, email=email, name=name)


# ---------- The newsletter ----------


def newsletter(typed: Mapping[str, str] | None, faults: Mapping[str, str] | None) -> DoorView:
    """Asking for the newsletter."""
    return DoorView(
        ready=True,
        title="Newsletter",
        lead="New pieces and what is back, about twice a month. Every mail has a link that ends it.",
        form=form("newsletter", "/newsletter", "Sign up", [email_field(autocomplete="email")], typed, faults),
    )


def newsletter_asked() -> DoorView:
    """What everybody is told who asked for the newsletter."""
    words = "Look into your mailbox: we have sent you an email with a link. The newsletter starts when you press it."
    return DoorView(ready=True, title="Almost there", done=words, links=[LinkView("To the shop", "/")])


def newsletter_left() -> DoorView:
    """After somebody left the list."""
    words = "You are off the list, and we have deleted your address from it."
    return DoorView(
        ready=True,
        title="No more newsletters",
        done=words,
        links=[LinkView("To the shop", "/"), LinkView("Sign up again", "/newsletter")],
    )


def newsletter_of(email: str, confirmed: bool, secret: str) -> DoorView:
    """The page behind the link of a reader."""
    if confirmed:
        lead = f"You get it at {email}. One press, and it ends."
        ends = form("leave", f"/newsletter/leave/{secret}", "Take me off the list", [])
        return DoorView(ready=True, title="Newsletter", lead=lead, form=ends)
    lead = f"Is {email} your address? One press, and the newsletter comes there."
    return DoorView(
        ready=True, title="Newsletter", lead=lead, form=form("news", f"/newsletter/{secret}", "Yes, send it to me", [])
    )
