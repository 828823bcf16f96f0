"""How the shop says no."""


class Refusal(Exception):
    """The shop says no: ``code`` names the reason, ``facts`` are what its sentence tells.

    A caller that breaks a promise (mixed currencies, a negative weight) meets ``ValueError`` instead.
    """

    # ``code`` is positional only, so that a fact may be called ``code`` too (an order's, for one).
    def __init__(self, code: str, /, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
