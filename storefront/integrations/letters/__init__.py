"""The HTML of mails: MJML made once, filled in for each."""

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template
from mjml import mjml2html

from storefront.domain.letters import Button, Letter, Pieces, Rows, Words

TEMPLATE = Path(__file__).with_name("letter.mjml")
KINDS = {Words: "words", Button: "button", Rows: "rows", Pieces: "pieces"}


def html(letter: Letter) -> str:
    """The letter as an HTML document in the shop's look. What is filled in is escaped."""
    blocks = [(KINDS[type(block)], block) for block in letter.blocks]
    return _template().render(letter=letter, blocks=blocks)


@lru_cache(maxsize=1)
def _template() -> Template:
    look = Environment(autoescape=True, undefined=StrictUndefined)
    # The placeholders stand in texts and attributes, and the loops in mj-raw: MJML leaves both as they are.
    return look.from_string(mjml2html(TEMPLATE.read_text()))
