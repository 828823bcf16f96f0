from alembic import command

from storefront.store.engine import Store
from storefront.store.migrate import config_for, migrate
from tests.shopper import Clock, Shopper, house_over


def test_an_older_order_is_told_whose_tax_it_pays_in_the_new_unit(sqlite_stores, tmp_path):
    url = sqlite_stores.fresh(tmp_path)
    amy = Shopper(house_over(Store(url), Clock()), "amy")
    amy.add("TEE-ICE-M")
    before = amy.order_of(ref := amy.press_pay())
    amy.house.store.close()

    command.downgrade(config_for(url), "d2a8f4136c07")
    migrate(url)

    amy.house = house_over(Store(url), Clock())
    assert amy.order_of(ref).tax_rule == before.tax_rule
    assert (before.tax_rule.rate, before.tax_rule.place) == (7250, "US-CA")
    amy.house.store.close()
