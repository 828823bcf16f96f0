"""Payment providers behind one port, and which of them is asked."""

from collections.abc import Sequence

from storefront.domain.money import Money
from storefront.domain.payments import METHODS
from storefront.integrations.ports import Payments


class Providers:
    """The providers of one shop. Of two that offer the same method, the first is asked first."""

    def __init__(self, providers: Sequence[Payments]) -> None:
        """``providers``: at least one, each with a name of its own."""
        self._by_name = {provider.name: provider for provider in providers}

    def provider(self, name: str) -> Payments | None:
        """The provider of that name; None when the shop has none, or has it no more."""
        return self._by_name.get(name)

    def provider_for(self, method: str, amount: Money) -> Payments | None:
        """The provider that collects this amount in this way; None when there is none."""
        offers = (provider for provider in self._by_name.values() if method in provider.methods)
        return next((provider for provider in offers if provider.takes(amount)), None)

    @property
    def page_origins(self) -> tuple[str, ...]:
        """Where shoppers are sent to pay, besides our own address."""
        return tuple(provider.page_origin for provider in self._by_name.values() if provider.page_origin)

    def methods(self, amount: Money) -> tuple[str, ...]:
        """The ways in which this amount can be paid."""
        return tuple(method for method in METHODS if self.provider_for(method, amount))
