import pytest

from storefront.domain.payments import PaymentStatus
from storefront.integrations.ports import ProviderUnknown
from storefront.testbank import numbers


@pytest.fixture
def opened(shop, order):
    """A payment that is to be paid with PayPal."""
    return shop.create(order(method="paypal")).provider_ref


@pytest.fixture
def press(browser, opened):
    return lambda action: browser.post(f"/pay/{opened}", data={"action": action})


def test_the_test_accounts_and_their_password_stand_on_the_log_in_page(browser, opened):
    page = browser.get(f"/pay/{opened}").text

    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert numbers.PASSWORD in page
    for account in numbers.ACCOUNTS:
        assert account.email in page
        assert account.title in page


def test_an_account_logs_in_approves_and_the_shop_takes_the_money(shop, browser, opened, log_in, press, kinds):
    assert log_in(opened).headers["location"] == f"/testbank/pay/{opened}"
    asked = browser.get(f"/pay/{opened}").text
    assert "Pay $66.01?" in asked
    assert "luna@paypal.test" in asked
    assert shop.ask(opened).status is PaymentStatus.STARTED

    answer = press("approve")

    assert answer.headers["location"] == "https://shop.example/pay/return/1"
    assert shop.ask(opened).status is PaymentStatus.APPROVED
    assert shop.void(opened).status is PaymentStatus.APPROVED  # to be taken, not to be thrown away
    taken = shop.capture(opened, "key-capture")
    assert (taken.status, taken.brand, taken.last_four) == (PaymentStatus.CAPTURED, "paypal", "")
    assert shop.capture(opened, "key-capture") == taken
    assert shop.capture(opened, "another key") == taken
    assert kinds(opened) == [("approved", 1), ("captured", 1)]


def test_what_is_approved_can_be_taken_after_its_ten_minutes(shop, order, log_in, browser, clock):
    ref = shop.create(order("key 2", method="paypal", expires_at=clock.now.replace(minute=10))).provider_ref
    log_in(ref)
    browser.post(f"/pay/{ref}", data={"action": "approve"})
    clock.forward(3600)

    assert shop.ask(ref).status is PaymentStatus.APPROVED
    assert shop.capture(ref, "capture").status is PaymentStatus.CAPTURED


def test_what_was_not_approved_is_not_taken_and_the_key_is_not_used_up(shop, opened, log_in, press):
    assert shop.capture(opened, "key-capture").status is PaymentStatus.STARTED
    log_in(opened)
    press("approve")

    assert shop.capture(opened, "key-capture").status is PaymentStatus.CAPTURED


def test_a_capture_key_cannot_take_another_payment(shop, order, opened, log_in, press, browser):
    log_in(opened)
    press("approve")
    shop.capture(opened, "key-capture")
    other = shop.create(order("key 2", method="paypal")).provider_ref
    log_in(other)
    browser.post(f"/pay/{other}", data={"action": "approve"})

    with pytest.raises(ProviderUnknown, match="409"):
        shop.capture(other, "key-capture")
    assert shop.ask(other).status is PaymentStatus.APPROVED


def test_nobody_approves_without_having_logged_in(shop, opened, press):
    assert press("approve").headers["location"] == f"/testbank/pay/{opened}"

    assert shop.ask(opened).status is PaymentStatus.STARTED


@pytest.mark.parametrize("logged_in", [True, False])
def test_cancelling_is_giving_up(shop, opened, log_in, press, logged_in):
    if logged_in:
        log_in(opened)

    assert press("give-up").headers["location"] == "https://shop.example/pay/left/1"
    assert shop.ask(opened).status is PaymentStatus.GIVEN_UP


def test_another_account_can_log_in_instead(shop, browser, opened, log_in, press):
    log_in(opened)
    press("log-out")
    assert "Log in to your account" in browser.get(f"/pay/{opened}").text
    log_in(opened, "silent@paypal.test")

    assert "silent@paypal.test" in browser.get(f"/pay/{opened}").text


@pytest.mark.parametrize(
    ("email", "password", "sentence"),
    [
        ("", "moonlight", "Enter the email of a test account."),
        ("luna@paypal.test", "", "Enter the password."),
        ("luna@paypal.test", "sunlight", "Email and password do not fit."),
        ("mia@moonpager.example", "moonlight", "Email and password do not fit."),
    ],
)
def test_a_wrong_log_in_is_told_and_keeps_the_email_alone(shop, opened, log_in, press, email, password, sentence):
    answer = log_in(opened, email, password)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'role="alert"' in answer.text
    assert f'value="{email}"' in answer.text
    assert "sunlight" not in answer.text
    press("approve")
    assert shop.ask(opened).status is PaymentStatus.STARTED


def test_an_email_is_known_however_it_is_capitalised(browser, opened, log_in):
    assert log_in(opened, " Luna@PayPal.test ").status_code == 303


def test_an_account_without_money_is_declined_when_the_shop_takes_it(shop, opened, log_in, press, kinds):
    log_in(opened, "empty@paypal.test")
    press("approve")
    assert shop.ask(opened).status is PaymentStatus.APPROVED

    told = shop.capture(opened, "key-capture")

    assert (told.status, told.decline_code) == (PaymentStatus.DECLINED, "insufficient_funds")
    assert kinds(opened) == [("approved", 1), ("declined", 1)]


def test_the_answer_to_a_capture_can_be_lost_and_the_money_is_taken_once(shop, opened, log_in, press, clock, kinds):
    log_in(opened, "lost@paypal.test")
    press("approve")

    for _ in range(2):
        with pytest.raises(ProviderUnknown):
            shop.capture(opened, "key-capture")
    clock.forward(numbers.SILENT_SECONDS)

    assert shop.capture(opened, "key-capture").status is PaymentStatus.CAPTURED
    assert kinds(opened) == [("approved", 1), ("captured", 1)]


def test_a_slow_account_takes_its_time(shop, opened, log_in, press, slept):
    log_in(opened, "slow@paypal.test")
    press("approve")

    assert slept == [numbers.SLOW_SECONDS]
    assert shop.ask(opened).status is PaymentStatus.APPROVED


def test_a_card_cannot_pay_at_paypal_nor_an_account_at_the_card_page(shop, order, opened, pay, log_in):
    pay(opened)
    card = shop.create(order("key 2")).provider_ref
    log_in(card)

    assert shop.ask(opened).status is PaymentStatus.STARTED
    assert shop.ask(card).status is PaymentStatus.STARTED


def test_an_account_is_filled_in_without_javascript_too(browser, opened):
    page = browser.get(f"/pay/{opened}?use=paypal-no-funds").text

    assert 'value="empty@paypal.test"' in page


def test_a_press_that_comes_twice_leads_to_the_shop_both_times(opened, log_in, press, kinds):
    log_in(opened)
    first, second = press("approve"), press("approve")

    assert first.headers["location"] == second.headers["location"] == "https://shop.example/pay/return/1"
    assert kinds(opened) == [("approved", 1)]
