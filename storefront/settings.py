"""What can be configured, read once from the environment.

Every name is documented in the README's table. A wrong value ends the start with a sentence.
"""

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.policy import SMTP
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent


class WrongSetting(ValueError):
    """A setting has a value that cannot be used; the text names it and says what would do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How this shop runs."""

    shop_name: str = "Moonpager"
    host: str = "127.0.0.1"
    port: int = 3000
    public_url: str = "http://localhost:3000"  # what links in mails start with; no slash at the end
    live: bool = False  # money moves: the test bank and the /dev pages are refused
    data: Path = ROOT / ".storefront"  # store, mails, pictures, secret, build stamp
    database_url: str = ""  # SQLAlchemy's form; "" = SQLite in the data folder
    redis_url: str = ""  # states of several workers; "" = one worker, in memory
    smtp_url: str = ""  # where mails go out; "" = into a folder
    mail_from: str = ""  # who mails come from; "" = the shop at its public address
    # Keys of payment providers; "" = the test bank plays them.
    stripe_key: str = field(default="", repr=False)
    stripe_webhook_secret: str = field(default="", repr=False)
    paypal_client_id: str = ""
    paypal_secret: str = field(default="", repr=False)
    paypal_webhook_id: str = ""
    secret: str = ""  # signs tab tokens and webhooks; "" = made once, kept in the data folder
    trusted_proxies: int = 0  # how many reverse proxies stand before us and set X-Forwarded-For
    worker: bool = True  # send mails and free holds inside this process
    carrier_pace: int = 60  # seconds between two steps of a package that the simulated carrier moves; 0 = none
    rates: bool = True  # fetch exchange rates once a day; otherwise those in the store stay

    @property
    def database(self) -> str:
        """The store's address."""
        return self.database_url or f"sqlite:///{self.data / 'store.db'}"

    @property
    def sender(self) -> str:
        """Who mails come from."""
        if self.mail_from:
            return self.mail_from
        host = urlsplit(self.public_url).hostname or ""
        known = "." in host and not host.replace(".", "").isdigit()
        return f"{self.shop_name} <hello@{host if known else 'moonpager.example'}>"

    @property
    def secure(self) -> bool:
        """Whether shoppers come over https."""
        return self.public_url.startswith("https:")

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins whose pages may talk to us: our own. A sample shop also answers to its loopback names."""
        own = urlsplit(self.public_url)
        named = (f"{own.scheme}://{own.netloc}",)
        if self.live:
            return named
        loopback = (f"http://localhost:{self.port}", f"http://127.0.0.1:{self.port}")
        development = ("http://localhost:3000", "http://127.0.0.1:3000")  # where `reflex run` shows the pages
        return tuple(dict.fromkeys(named + loopback + development))


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Return the settings that the environment asks for.

    Raises:
        WrongSetting: With a sentence that names the variable.
    """
    given = {name: value.strip() for name, value in environ.items() if name.startswith("STOREFRONT_") and value.strip()}
    known = {f"STOREFRONT_{name.upper()}" for name in Settings.__dataclass_fields__}
    if unknown := sorted(set(given) - known):
        raise WrongSetting(f"{unknown[0]} is not a setting. The README lists those there are.")

    def text(name: str, default: str) -> str:
        return given.get(f"STOREFRONT_{name}", default)

    def number(name: str, default: int, low: int, high: int) -> int:
        value = text(name, str(default))
        if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
            raise WrongSetting(f"STOREFRONT_{name} is {value!r}. It must be a whole number from {low} to {high}.")
        return int(value)

    def switch(name: str, default: bool) -> bool:
        value = text(name, "yes" if default else "no").lower()
        if value not in {"yes", "no", "true", "false", "1", "0"}:
            raise WrongSetting(f"STOREFRONT_{name} is {value!r}. It must be yes or no.")
        return value in {"yes", "true", "1"}

    if "STOREFRONT_PORT" not in given and environ.get("PORT", "").strip():
        given["STOREFRONT_PORT"] = environ["PORT"].strip()  # `PORT=8123 make run`
    default = Settings()
    port = number("PORT", default.port, 1, 65535)
    settings = Settings(
        shop_name=text("SHOP_NAME", default.shop_name),
        host=text("HOST", default.host),
        port=port,
        public_url=text("PUBLIC_URL", f"http://localhost:{port}").rstrip("/"),
        live=switch("LIVE", default.live),
        data=Path(text("DATA", str(default.data))).expanduser().resolve(),
        database_url=text("DATABASE_URL", ""),
        redis_url=text("REDIS_URL", ""),
        smtp_url=text("SMTP_URL", ""),
        mail_from=text("MAIL_FROM", ""),
        stripe_key=text("STRIPE_KEY", ""),
        stripe_webhook_secret=text("STRIPE_WEBHOOK_SECRET", ""),
        paypal_client_id=text("PAYPAL_CLIENT_ID", ""),
        paypal_secret=text("PAYPAL_SECRET", ""),
        paypal_webhook_id=text("PAYPAL_WEBHOOK_ID", ""),
        secret=text("SECRET", ""),
        trusted_proxies=number("TRUSTED_PROXIES", 0, 0, 10),
        worker=switch("WORKER", default.worker),
        carrier_pace=number("CARRIER_PACE", default.carrier_pace, 0, 1_000_000),
        rates=switch("RATES", default.rates),
    )
    _check(settings)
    return settings


def _check(settings: Settings) -> None:
    if not _is_origin(settings.public_url):
        raise WrongSetting(
            f"STOREFRONT_PUBLIC_URL is {settings.public_url!r}. It must look like https://shop.example, without a path."
        )
    if settings.database_url and not settings.database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise WrongSetting(
            "STOREFRONT_DATABASE_URL must start with postgresql+psycopg:// or sqlite:///. (Its value is not shown.)"
        )
    if settings.redis_url and not settings.redis_url.startswith(("redis://", "rediss://")):
        raise WrongSetting("STOREFRONT_REDIS_URL must start with redis:// or rediss://. (Its value is not shown.)")
    if settings.smtp_url and not _is_smtp(settings.smtp_url):
        raise WrongSetting(
            "STOREFRONT_SMTP_URL must look like smtp://user:password@host:587 or smtps://… (Its value is not shown.)"
        )
    if settings.mail_from and not _is_sender(settings.mail_from):
        raise WrongSetting('STOREFRONT_MAIL_FROM must be an address, such as "Moonpager <hello@moonpager.example>".')
    if settings.secret and len(settings.secret) < 32:
        raise WrongSetting("STOREFRONT_SECRET is too short. It must have at least 32 characters.")
    if settings.live and not settings.secure:
        raise WrongSetting("STOREFRONT_LIVE is yes, but STOREFRONT_PUBLIC_URL does not start with https://.")
    if settings.live and not settings.secret:
        raise WrongSetting("STOREFRONT_LIVE is yes, but STOREFRONT_SECRET is not set.")

    _check_providers(settings)


# What belongs together: a provider whose reports nobody can check would be asked less often than it should.
TOGETHER = (
    ("STRIPE_KEY", "STRIPE_WEBHOOK_SECRET"),
    ("PAYPAL_CLIENT_ID", "PAYPAL_SECRET", "PAYPAL_WEBHOOK_ID"),
)


def _check_providers(settings: Settings) -> None:
    for names in TOGETHER:
        lacking = [name for name in names if not getattr(settings, name.lower())]
        if lacking and len(lacking) < len(names):
            there = next(name for name in names if name not in lacking)
            raise WrongSetting(f"STOREFRONT_{there} is set, but STOREFRONT_{lacking[0]} is not. They belong together.")
    kind = "live" if settings.live else "test"
    if settings.stripe_key and not re.fullmatch(rf"[sr]k_{kind}_\w{{8,}}", settings.stripe_key, re.ASCII):
        raise WrongSetting(
            f"STOREFRONT_STRIPE_KEY must start with sk_{kind}_ or rk_{kind}_, because STOREFRONT_LIVE is "
            f"{'yes' if settings.live else 'no'}. (Its value is not shown.)"
        )
    if settings.stripe_webhook_secret and not settings.stripe_webhook_secret.startswith("whsec_"):
        raise WrongSetting("STOREFRONT_STRIPE_WEBHOOK_SECRET must start with whsec_. (Its value is not shown.)")


def _is_sender(text: str) -> bool:
    """``hello@shop.example`` or ``Name <hello@shop.example>``: one address, as a From header takes it."""
    try:
        (address,) = SMTP.header_factory("From", text).addresses
    except (ValueError, IndexError):
        return False
    one_word = not re.search(r"\s", address.username)
    return bool(address.username) and one_word and "." in address.domain and not re.search(r"[\x00-\x1f]", text)


def _is_smtp(address: str) -> bool:
    try:
        url = urlsplit(address)
        port = url.port
    except ValueError:
        return False
    return url.scheme in {"smtp", "smtps"} and bool(url.hostname) and port != 0


def _is_origin(address: str) -> bool:
    try:
        url = urlsplit(address)
        port = url.port
    except ValueError:  # "[" without "]", or a port that is not a number
        return False
    return url.scheme in {"http", "https"} and bool(url.hostname) and port != 0 and not (url.path or url.query)


def _read_or_leave() -> Settings:
    try:
        return read_settings(os.environ)
    except WrongSetting as wrong:
        sys.exit(f"storefront: {wrong}")


SETTINGS = _read_or_leave()
