"""Several who do something in the same moment."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from storefront.domain.errors import Refusal


def at_once(acts: Iterable[Callable[[], object]]) -> Counter[str]:
    """Do all of these in the same moment; returns how many ended how: "done", or the code of a refusal.

    Whatever else one raises is raised here.
    """
    acts = list(acts)
    start = threading.Barrier(len(acts))

    def outcome(act: Callable[[], object]) -> str:
        start.wait(10)
        try:
            act()
        except Refusal as no:
            return no.code
        return "done"

    with ThreadPoolExecutor(len(acts)) as people:
        return Counter(people.map(outcome, acts))
