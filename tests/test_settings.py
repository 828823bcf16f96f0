import os
import subprocess
import sys
from pathlib import Path

import pytest

from storefront.settings import Settings, WrongSetting, read_settings

STRIPE = {"STOREFRONT_STRIPE_KEY": "sk_test_12345678", "STOREFRONT_STRIPE_WEBHOOK_SECRET": "whsec_1"}
STRIPE_LIVE = STRIPE | {"STOREFRONT_STRIPE_KEY": "rk_live_12345678"}
PAYPAL = {
    "STOREFRONT_PAYPAL_CLIENT_ID": "client",
    "STOREFRONT_PAYPAL_SECRET": "hunter2",
    "STOREFRONT_PAYPAL_WEBHOOK_ID": "WH-1",
}
LIVE = {
    "STOREFRONT_LIVE": "yes",
    "STOREFRONT_PUBLIC_URL": "https://shop.example",
    "STOREFRONT_SECRET": "0123456789abcdef0123456789abcdef",
}


def test_without_any_setting_it_is_a_sample_shop_on_this_machine():
    found = read_settings({"PATH": "/bin", "STOREFRONT_SECRET": "  "})

    assert found == Settings()
    assert (found.live, found.port, found.host, found.public_url) == (False, 3000, "127.0.0.1", "http://localhost:3000")
    assert found.database.startswith("sqlite:///")


def test_everything_can_be_set(tmp_path):
    found = read_settings(
        LIVE
        | {
            "STOREFRONT_SHOP_NAME": "Corner shop",
            "STOREFRONT_HOST": "0.0.0.0",
            "STOREFRONT_PORT": "8123",
            "STOREFRONT_PUBLIC_URL": "https://corner.example/",
            "STOREFRONT_DATA": str(tmp_path),
            "STOREFRONT_DATABASE_URL": "postgresql+psycopg://shop@db/shop",
            "STOREFRONT_REDIS_URL": "redis://cache:6379/0",
            "STOREFRONT_TRUSTED_PROXIES": "1",
            "STOREFRONT_WORKER": "No",
            "STOREFRONT_RATES": "no",
        }
    )

    assert found == Settings(
        shop_name="Corner shop",
        host="0.0.0.0",
        port=8123,
        public_url="https://corner.example",
        live=True,
        data=tmp_path,
        database_url="postgresql+psycopg://shop@db/shop",
        redis_url="redis://cache:6379/0",
        secret="0123456789abcdef0123456789abcdef",
        trusted_proxies=1,
        worker=False,
        rates=False,
    )
    assert found.secure
    assert found.origins == ("https://corner.example",)


@pytest.mark.parametrize(
    ("environ", "names"),
    [
        ({"STOREFRONT_PROT": "80"}, "STOREFRONT_PROT"),
        ({"STOREFRONT_PORT": "http"}, "STOREFRONT_PORT"),
        ({"STOREFRONT_PORT": "0"}, "STOREFRONT_PORT"),
        ({"STOREFRONT_PORT": "65536"}, "STOREFRONT_PORT"),
        ({"STOREFRONT_PORT": "-1"}, "STOREFRONT_PORT"),
        ({"STOREFRONT_PORT": "٣٠٠٠"}, "STOREFRONT_PORT"),
        ({"PORT": "eighty"}, "PORT"),
        ({"STOREFRONT_LIVE": "maybe"}, "STOREFRONT_LIVE"),
        ({"STOREFRONT_WORKER": "2"}, "STOREFRONT_WORKER"),
        ({"STOREFRONT_TRUSTED_PROXIES": "11"}, "STOREFRONT_TRUSTED_PROXIES"),
        ({"STOREFRONT_PUBLIC_URL": "shop.example"}, "STOREFRONT_PUBLIC_URL"),
        ({"STOREFRONT_PUBLIC_URL": "ftp://shop.example"}, "STOREFRONT_PUBLIC_URL"),
        ({"STOREFRONT_PUBLIC_URL": "https://shop.example/path"}, "STOREFRONT_PUBLIC_URL"),
        ({"STOREFRONT_PUBLIC_URL": "https://shop.example?x=1"}, "STOREFRONT_PUBLIC_URL"),
        ({"STOREFRONT_PUBLIC_URL": "https://[shop.example"}, "STOREFRONT_PUBLIC_URL"),
        ({"STOREFRONT_PUBLIC_URL": "https://shop.example:https"}, "STOREFRONT_PUBLIC_URL"),
        ({"STOREFRONT_DATABASE_URL": "mysql://db/shop"}, "STOREFRONT_DATABASE_URL"),
        ({"STOREFRONT_DATABASE_URL": "postgresql://db/shop"}, "STOREFRONT_DATABASE_URL"),
        ({"STOREFRONT_REDIS_URL": "cache:6379"}, "STOREFRONT_REDIS_URL"),
        ({"STOREFRONT_SECRET": "too short"}, "STOREFRONT_SECRET"),
        (LIVE | {"STOREFRONT_PUBLIC_URL": "http://shop.example"}, "STOREFRONT_PUBLIC_URL"),
        (LIVE | {"STOREFRONT_SECRET": ""}, "STOREFRONT_SECRET"),
        (STRIPE | {"STOREFRONT_STRIPE_KEY": "pk_test_12345678"}, "STOREFRONT_STRIPE_KEY must start with sk_test_"),
        (STRIPE | {"STOREFRONT_STRIPE_KEY": "sk_test_1 2345678"}, "STOREFRONT_STRIPE_KEY"),
        (STRIPE_LIVE, "STOREFRONT_STRIPE_KEY must start with sk_test_"),
        (LIVE | STRIPE, "STOREFRONT_STRIPE_KEY must start with sk_live_"),
        (STRIPE | {"STOREFRONT_STRIPE_WEBHOOK_SECRET": ""}, "STOREFRONT_STRIPE_WEBHOOK_SECRET is not"),
        (STRIPE | {"STOREFRONT_STRIPE_KEY": ""}, "STOREFRONT_STRIPE_KEY is not"),
        (STRIPE | {"STOREFRONT_STRIPE_WEBHOOK_SECRET": "secret"}, "STOREFRONT_STRIPE_WEBHOOK_SECRET"),
        *((PAYPAL | {name: ""}, f"{name} is not") for name in PAYPAL),
    ],
)
def test_a_wrong_value_is_answered_with_a_sentence_that_names_it(environ, names):
    with pytest.raises(WrongSetting) as wrong:
        read_settings(environ)

    sentence = str(wrong.value)
    assert names in sentence
    assert sentence.endswith((".", ")"))


def test_keys_of_providers_are_taken_and_are_not_shown_with_the_settings():
    found = read_settings(LIVE | STRIPE_LIVE | PAYPAL)

    assert (found.stripe_key, found.stripe_webhook_secret) == ("rk_live_12345678", "whsec_1")
    assert (found.paypal_client_id, found.paypal_secret, found.paypal_webhook_id) == ("client", "hunter2", "WH-1")
    assert not any(secret in repr(found) for secret in ("rk_live", "whsec", "hunter2"))


@pytest.mark.parametrize(
    "name",
    ["STOREFRONT_DATABASE_URL", "STOREFRONT_REDIS_URL", "STOREFRONT_SECRET", "STOREFRONT_STRIPE_KEY",
     "STOREFRONT_STRIPE_WEBHOOK_SECRET", "STOREFRONT_PAYPAL_SECRET"],
)  # fmt: skip
def test_a_value_that_may_hold_a_password_is_not_shown(name):
    with pytest.raises(WrongSetting) as wrong:
        read_settings({name: "hunter2"})

    assert "hunter2" not in str(wrong.value)


def test_port_is_enough_for_another_port():
    found = read_settings({"PORT": "8123"})

    assert (found.port, found.public_url) == (8123, "http://localhost:8123")
    assert read_settings({"PORT": "8123", "STOREFRONT_PORT": "9000"}).port == 9000


def test_a_sample_shop_answers_to_its_loopback_names_too():
    found = read_settings({"STOREFRONT_PORT": "8123", "STOREFRONT_PUBLIC_URL": "http://sample.example"})

    assert found.origins[:3] == ("http://sample.example", "http://localhost:8123", "http://127.0.0.1:8123")


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"STOREFRONT_PORT": "http"}, "storefront: STOREFRONT_PORT is 'http'. It must be a whole number"),
        (LIVE, "storefront: STOREFRONT_LIVE is yes, but no payment provider is configured"),
    ],
)
@pytest.mark.parametrize("command", ["run", "worker", "doctor"])
def test_a_shop_with_a_wrong_setting_does_not_start_and_says_why(tmp_path, environ, said, command):
    environment = {key: value for key, value in os.environ.items() if not key.startswith("STOREFRONT_")}
    environment |= environ | {"STOREFRONT_DATA": str(tmp_path)}

    done = subprocess.run(
        [sys.executable, "-m", "storefront", command],
        cwd=Path(__file__).parent.parent,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode != 0
    assert done.stderr.startswith(said)
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "build.log").exists()


@pytest.mark.parametrize("text", ["Moonpager <hello@moonpager.example>", "hello@shop.example", '"Moon, Ltd" <a@b.co>'])
def test_mails_come_from_an_address_with_or_without_a_name(text):
    assert read_settings({"STOREFRONT_MAIL_FROM": text}).mail_from == text


@pytest.mark.parametrize(
    "text", ["Moonpager", "a@b", "<>", "a@b.co, c@d.co", "Moon\r\nBcc: x@y.co <a@b.co>", "@b.co", "Moon <a b@c.co>"]
)
def test_what_is_no_address_is_refused_as_sender(text):
    with pytest.raises(WrongSetting, match="STOREFRONT_MAIL_FROM"):
        read_settings({"STOREFRONT_MAIL_FROM": text})
