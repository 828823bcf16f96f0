"""The addresses of a customer."""

from collections.abc import Mapping
from dataclasses import dataclass

from storefront.domain import shipping
from storefront.domain.accounts import MOST_ADDRESSES, SavedAddress
from storefront.domain.addresses import AddressRules
from storefront.domain.checkout import ADDRESS_FIELDS, HOME_COUNTRY, clean
from storefront.domain.errors import Refusal
from storefront.services import people
from storefront.services.addresses import address_faults
from storefront.services.shop import Shop
from storefront.store import accounts


@dataclass(frozen=True, slots=True)
class AddressForm:
    """What the form for an address needs."""

    fields: Mapping[str, str]
    rules: AddressRules
    countries: list[tuple[str, str]]  # (code, name), by name


def addresses(shop: Shop, session_hash: str) -> list[tuple[SavedAddress, list[str]]]:
    """The addresses, the first one first, each with its lines as they stand on a parcel.

    Raises:
        Refusal: ``not_logged_in``.
    """
    customer = people.known(shop, session_hash)
    found = accounts.addresses_of(shop.session, customer.id)
    return [(each, shop.ports.addresses.lines(dict(each.fields))) for each in found]


def address_form(shop: Shop, session_hash: str, address: int | None, typed: Mapping[str, str]) -> AddressForm:
    """The form for a new address, or for one of the book; ``typed`` comes before what is stored.

    Raises:
        Refusal: ``not_logged_in``; ``address_gone``.
    """
    customer, fields = people.known(shop, session_hash), {"country": HOME_COUNTRY}
    if address is not None:
        stored = {each.id: each for each in accounts.addresses_of(shop.session, customer.id)}
        if address not in stored:
            raise Refusal("address_gone")
        fields |= stored[address].fields
    fields |= clean(typed)
    countries = shipping.served_countries()
    if fields["country"] not in countries:
        fields["country"] = HOME_COUNTRY
    ports = shop.ports
    return AddressForm(fields, ports.addresses.rules(fields["country"]), ports.addresses.countries(countries))


def keep_address(shop: Shop, session_hash: str, address: int | None, form: Mapping[str, str]) -> None:
    """Add an address, or change one.

    Raises:
        Refusal: ``not_logged_in``; ``form_faulty`` with ``faults``; ``address_gone``; ``addresses_full``.
    """
    customer = people.known(shop, session_hash)
    fields = {name: clean(form).get(name, "") for name in ADDRESS_FIELDS}
    if faults := address_faults(shop, fields):
        raise Refusal("form_faulty", faults=faults)
    if address is None and len(accounts.addresses_of(shop.session, customer.id)) >= MOST_ADDRESSES:
        raise Refusal("addresses_full", most=MOST_ADDRESSES)
    if not accounts.put_address(shop.session, customer.id, address, fields):
        raise Refusal("address_gone")
    accounts.forget_note(shop.session, session_hash, "address")


def use_first(shop: Shop, session_hash: str, address: int) -> None:
    """Let checkouts begin with this address.

    Raises:
        Refusal: ``not_logged_in``; ``address_gone``.
    """
    if not accounts.default_address(shop.session, people.known(shop, session_hash).id, address):
        raise Refusal("address_gone")


def drop_address(shop: Shop, session_hash: str, address: int) -> None:
    """Take an address out of the book.

    Raises:
        Refusal: ``not_logged_in``; ``address_gone``.
    """
    if not accounts.drop_address(shop.session, people.known(shop, session_hash).id, address):
        raise Refusal("address_gone")
