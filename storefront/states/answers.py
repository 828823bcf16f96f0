"""Whether the answers of the FAQ help."""

import contextlib

import reflex as rx

from storefront.domain.errors import Refusal
from storefront.services import answers
from storefront.services.shop import ask
from storefront.states.session import session_of


class AnswersState(rx.State):
    """Takes what people say of the answers."""

    @rx.event
    async def tell(self, anchor: str, helped: bool):
        """Note whether an answer helped."""
        with contextlib.suppress(Refusal):  # an anchor that somebody made up
            await ask(answers.tell, session_of(self), anchor, helped)
