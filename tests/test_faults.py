"""The short version of ``python -m tests.faults``: a few orders under faults, and one kill at each step."""

import random

import pytest

from tests import crashes, faults


def test_under_faults_every_order_is_charged_exactly_once_or_not_at_all(store_url):
    world = faults.run_orders(store_url, orders=20, seed=20261125)

    assert world.faults == []
    assert world.did["order paid"] > 0
    assert world.did["order cancelled"] > 0


@pytest.mark.parametrize("step", crashes.STEPS)
def test_a_checkout_that_is_killed_leaves_an_order_whole_or_absent(step, store_url, tmp_path):
    """kill -9, then the shopper tries again or goes away, and the worker asks the bank."""
    died, wrong = crashes.trial(store_url, tmp_path, step, random.Random(step))

    assert died
    assert wrong == []
