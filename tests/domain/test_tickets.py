"""What is taken from an answer by mail."""

import time

import pytest

from storefront.domain.tickets import LONGEST_MESSAGE, reply_in

QUOTED = "> We have it.\n> \n> Moonpager\n"


@pytest.mark.parametrize(
    "mail",
    [
        "Thank you!",
        "Thank you!\r\n\r\n",
        f"Thank you!\n\n{QUOTED}",
        f"Thank you!\n\nOn Mon, 23 Nov 2026 at 09:00, Moonpager <hello@shop.example> wrote:\n\n{QUOTED}",
        f"Thank you!\n\nOn Mon, 23 Nov 2026 at 09:00, Moonpager <tickets+t-7kq4w@shop.example>\nwrote:\n{QUOTED}",
        "Thank you!\r\n\r\n-----Original Message-----\r\nFrom: Moonpager\r\nWe have it.",
    ],
)
def test_the_mail_that_is_answered_is_left_out(mail):
    assert reply_in(mail) == "Thank you!"


@pytest.mark.parametrize(
    "mail",
    [
        "> In ink or in bone?\nIn ink.",
        "I would like:\n\n- one in ink\n- one in bone",
        "Here is the number:\n4711",
    ],
)
def test_what_somebody_wrote_is_kept(mail):
    assert reply_in(mail) == mail


def test_a_mail_that_is_nothing_but_an_answered_one_is_kept_whole():
    assert reply_in(QUOTED) == QUOTED.strip()


def test_of_a_very_long_mail_as_much_is_kept_as_a_message_may_have_and_quickly():
    assert len(reply_in("x" * 20_000)) == LONGEST_MESSAGE
    started = time.perf_counter()
    assert reply_in("Yes.\n" + "> \n" * 30_000) == "Yes."
    assert time.perf_counter() - started < 1
