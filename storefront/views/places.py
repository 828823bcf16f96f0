"""The places one can choose in the cart. They never change, so pages hold them and no state sends them."""

from storefront import text
from storefront.domain.shipping import served_countries
from storefront.domain.taxes import state_names

COUNTRIES = sorted(((code, text.country_name(code)) for code in served_countries()), key=lambda pair: pair[1])
STATES = sorted(state_names().items(), key=lambda pair: pair[1])
