"""Put the shop together from its settings: the store, the outside world, the secret."""

import hashlib
import hmac
import os
import secrets
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from storefront.integrations import letters
from storefront.integrations.addresses import PostalRules
from storefront.integrations.carriers import SimulatedCarriers
from storefront.integrations.mail import FolderMailer, SmtpMailer
from storefront.integrations.passwords import BcryptPasswords
from storefront.integrations.payments import Providers
from storefront.integrations.payments.paypal import LIVE, SANDBOX, SECONDS, PayPalPayments
from storefront.integrations.payments.stripe import StripePayments
from storefront.integrations.payments.testbank import TestBankPayments
from storefront.integrations.photos import PhotoFolder
from storefront.integrations.ports import Payments
from storefront.integrations.rates import EcbRates, ForexPythonRates, careful_client
from storefront.integrations.tries import CountedTries
from storefront.services.shop import House, Ports
from storefront.settings import Settings, WrongSetting
from storefront.store.engine import Store
from storefront.testbank.app import TestBank
from storefront.testbank.vault import Vault

BANK_PATH = "/testbank"


def secret_of(settings: Settings) -> str:
    """The server's key: the setting, or one made once and kept in the data folder (mode 0600)."""
    if settings.secret:
        return settings.secret
    path = settings.data / "secret"
    settings.data.mkdir(parents=True, exist_ok=True)
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass  # made by an earlier start, or by another worker a moment ago
    return path.read_text().strip()


def derived(settings: Settings, purpose: str) -> str:
    """A key for one purpose, as hexadecimal digits."""
    return hmac.new(secret_of(settings).encode(), purpose.encode(), hashlib.sha256).hexdigest()


def check_provider(settings: Settings) -> None:
    """Refuse a live shop that has only the test bank: the settings have seen that the keys fit.

    Raises:
        WrongSetting: With a sentence that says so.
    """
    if settings.live and not (settings.stripe_key or settings.paypal_client_id):
        raise WrongSetting(
            "STOREFRONT_LIVE is yes, but no payment provider is configured: the test bank moves no money. Set "
            "STOREFRONT_STRIPE_KEY or STOREFRONT_PAYPAL_CLIENT_ID; the README tells what belongs to them."
        )


def providers_of(settings: Settings, bank_url: str = "") -> Providers:
    """The payment providers that there are keys for, then the test bank, which takes the rest, unless money moves."""
    found: list[Payments] = []
    if settings.stripe_key:
        found.append(StripePayments(settings.stripe_key, settings.stripe_webhook_secret))
    if settings.paypal_client_id:
        client = httpx.Client(base_url=LIVE if settings.live else SANDBOX, timeout=SECONDS)
        found.append(
            PayPalPayments(client, settings.paypal_client_id, settings.paypal_secret, settings.paypal_webhook_id)
        )
    if not settings.live:
        base = bank_url or f"http://127.0.0.1:{settings.port}{BANK_PATH}"
        bank = httpx.Client(base_url=base, timeout=5, trust_env=False)
        found.append(TestBankPayments(bank, derived(settings, "test bank"), settings.public_url))
    return Providers(found)


def open_shop(settings: Settings, bank_url: str = "") -> House:
    """The shop as configured. ``bank_url``: where this server reaches the test bank."""
    check_provider(settings)
    sign_key = derived(settings, "signatures").encode()

    def sign(text: str) -> str:
        return hmac.new(sign_key, text.encode(), hashlib.sha256).hexdigest()

    ports = Ports(
        payments=providers_of(settings, bank_url),
        mailer=SmtpMailer(settings.smtp_url, settings.sender)
        if settings.smtp_url
        else FolderMailer(settings.data / "mails", settings.sender),
        addresses=PostalRules(),
        photos=PhotoFolder(settings.data / "photos"),
        passwords=BcryptPasswords(sign),
        tries=CountedTries(settings.redis_url),
        carriers=SimulatedCarriers(timedelta(seconds=settings.carrier_pace))
        if settings.carrier_pace and not settings.live
        else None,
        rates=(ForexPythonRates(careful_client()), EcbRates(careful_client())) if settings.rates else (),
        letter_html=letters.html,
        sign=sign,
        mail_host=parseaddr(settings.sender)[1].rpartition("@")[2],
        public_url=settings.public_url,
        shop_name=settings.shop_name,
    )
    return House(Store(settings.database), ports)


def test_bank(settings: Settings) -> TestBank:
    """The test bank with its own file in the data folder.

    Raises:
        WrongSetting: The shop is live.
    """
    if settings.live:
        raise WrongSetting("STOREFRONT_LIVE is yes: the test bank does not run, because it moves no money.")
    hosts = tuple(urlsplit(origin).netloc for origin in settings.origins)
    return TestBank(
        Vault(Path(settings.data) / "bank.db"), derived(settings, "test bank"), BANK_PATH, settings.shop_name, hosts
    )
