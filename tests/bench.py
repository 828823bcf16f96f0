"""Figures, not verdicts: what pages, search and the cart cost with 100, 10,000 and 100,000 products.

    make bench        (python -m tests.bench [--products 100 10000 100000] [--rounds 15] [--currency EUR])

Prints medians in milliseconds. "Shelf" is how long a process reads the catalogue when it starts. "Search" and "typing"
are over eight questions, misspelt and frequent ones among them; "filtered" is a page of a collection with its counts.
"HTML" is made anew each time here; a running shop keeps a printed page for five seconds. "Add to cart" is the use case
in its own transaction on SQLite with synchronous=FULL.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from storefront.domain.money import BASE, Currency

QUESTIONS = (
    "tee",
    "buterfly",
    "cargo trouser",
    "hoody",
    "black puffer",
    "lilac velvet hoodie",
    "purple unicorn dress",
    "jea",
)


def median(work: Callable[[], object], rounds: int) -> float:
    """The median of some rounds, in milliseconds; the first one warms up."""
    work()
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


def measure(rounds: int, currency: Currency) -> None:
    """Print one line of figures for the store that the settings name."""
    from storefront.domain.catalogue import read_narrowing
    from storefront.pages import collection, product
    from storefront.pages.page import Page, Visit
    from storefront.services import cart, catalogue, search
    from storefront.storefront import house
    from storefront.web.printer import print_html

    def first_html(page: Page, path: str, slug: str) -> str:
        # In a thread, as the shop does it: in the main thread asyncio.run prints its task, the whole page, twice.
        def make() -> str:
            return print_html(asyncio.run(page.first(Visit(path, {"slug": slug}, {}, "", currency))).body)

        return in_thread.submit(make).result()

    in_thread = ThreadPoolExecutor(1)

    filtered = read_narrowing({"size": "M,L", "colour": "ink,ice", "in-stock": "yes", "to": "80"})
    started = time.perf_counter()
    house.show(catalogue.listing, currency, "tops", filtered)
    shelf = (time.perf_counter() - started) * 1000
    asked = [read_narrowing({"q": words}) for words in QUESTIONS]
    sku = house.show(catalogue.product, currency, "flare-jeans").colours[0].variants[-1].sku
    buyers = iter(range(10**9))
    figures = (
        shelf,
        statistics.median(median(lambda one=one: house.show(search.search, currency, one), rounds) for one in asked),
        statistics.median(
            median(lambda one=one: house.show(search.suggest, currency, one), rounds) for one in QUESTIONS
        ),
        median(lambda: house.show(catalogue.listing, currency, "tops", read_narrowing({})), rounds),
        median(lambda: house.show(catalogue.listing, currency, "tops", filtered), rounds),
        median(lambda: first_html(collection.PAGE, "/collections/tops", "tops"), rounds),
        median(lambda: first_html(product.PAGE, "/products/flare-jeans", "flare-jeans"), rounds),
        median(lambda: house.tell(cart.add_to_cart, f"{os.getpid()}-{next(buyers)}", currency, sku), rounds),
    )
    print(f"| {house.show(count)} | " + " | ".join(f"{figure:.1f}" for figure in figures) + " |", flush=True)


def count(shop) -> int:
    """How many products there are."""
    from sqlmodel import func, select

    from storefront.store.tables import ProductRow

    return shop.session.exec(select(func.count()).select_from(ProductRow)).one()


def main() -> None:
    """Fill a store for each number of products, and measure it in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--products", type=int, nargs="+", default=[100, 10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--here", action="store_true", help="measure the store that the settings name")
    parser.add_argument("--currency", default=BASE, help="that prices are shown in")
    given = parser.parse_args()
    if given.here:
        measure(given.rounds, Currency(given.currency))
        return
    print("| products | shelf | search | typing | collection | filtered | its HTML | a product's HTML | add to cart |")
    print("| --- " * 9 + "|", flush=True)
    for products in given.products:
        with tempfile.TemporaryDirectory() as data:
            environment = os.environ | {"STOREFRONT_DATA": data, "STOREFRONT_WORKER": "no"}
            for command in (["migrate"], ["seed", "--products", str(products)]):
                subprocess.run(
                    [sys.executable, "-m", "storefront", *command], env=environment, check=True, capture_output=True
                )
            again = [sys.executable, "-m", "tests.bench", "--here", "--rounds", str(given.rounds)]
            again += ["--currency", given.currency]
            subprocess.run(again, env=environment, check=True)


if __name__ == "__main__":
    main()
