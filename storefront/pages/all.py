"""Every page of the shop."""

from storefront.pages import (
    account,
    cart,
    checkout,
    collection,
    content,
    gifts,
    home,
    order,
    product,
    restock,
    returns,
    saved,
    search,
    tickets,
)
from storefront.pages.page import Page

PAGES: tuple[Page, ...] = (
    home.PAGE,
    collection.PAGE,
    search.PAGE,
    product.PAGE,
    cart.PAGE,
    checkout.PAGE,
    order.FIND,
    order.PAGE,
    restock.PAGE,
    returns.PAGE,
    *saved.PAGES,
    *account.PAGES,
    *gifts.PAGES,
    *tickets.PAGES,
    *content.PAGES,
)
