"""Find products by words: SQLite's FTS5 or PostgreSQL's full text search behind one port.

Both hold the same folded words and answer alike: which products have all terms in their name, in name and kind, or
anywhere. Neither is asked to rank: ranking 26,000 hits takes FTS5 90 ms, finding them 5 ms, and shoppers are better
served by the shop's own order within each place.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import delete, insert, text
from sqlmodel import Session, col, select

from storefront.domain.search import Document, Phrase, Term, Where, fold, written
from storefront.store.tables import ColourRow, ProductRow, SearchDocumentRow, SearchWordRow, SynonymRow


class SearchIndex(Protocol):
    """Finds products by their words."""

    def find(self, session: Session, terms: Sequence[Term], where: Where) -> list[int]:
        """The ids of the products that meet all terms at this place or a better one, in no order."""
        ...


def index_of(session: Session) -> SearchIndex:
    """The search index of this session's store."""
    return Fts5() if session.get_bind().dialect.name == "sqlite" else Postgres()


class Fts5:
    """SQLite's full text search."""

    COLUMNS = {Where.NAME: "{name} : ", Where.KIND: "{name kind} : ", Where.TEXT: ""}  # noqa: RUF012 - a constant

    def find(self, session: Session, terms: Sequence[Term], where: Where) -> list[int]:
        """See SearchIndex."""
        asked = " AND ".join(f"({self._any(term)})" for term in terms)
        query = text("SELECT group_concat(rowid) FROM search_index WHERE search_index MATCH :asked")
        found = session.execute(query, {"asked": f"{self.COLUMNS[where]}({asked})"}).scalar()
        return [int(product) for product in found.split(",")] if found else []

    def _any(self, term: Term) -> str:
        def word(word: str, last: bool) -> str:
            return f'"{word}"*' if last and term.unfinished else f'"{word}"'

        return " OR ".join(
            "(" + " AND ".join(word(one, one is phrase[-1]) for one in phrase) + ")" for phrase in term.phrases
        )


class Postgres:
    """PostgreSQL's full text search, with the words as they are: the dictionary is the shop's own."""

    COLUMNS = {  # noqa: RUF012 - a constant; as the indexes are made
        Where.NAME: "name",
        Where.KIND: "name || ' ' || kind",
        Where.TEXT: "name || ' ' || kind || ' ' || text",
    }

    def find(self, session: Session, terms: Sequence[Term], where: Where) -> list[int]:
        """See SearchIndex."""
        query = text(
            "SELECT array_agg(product_id) FROM search_documents WHERE "
            f"array_to_tsvector(string_to_array({self.COLUMNS[where]}, ' ')) @@ CAST(:asked AS tsquery)"
        )
        asked = " & ".join(f"({' | '.join(self._all(term, phrase) for phrase in term.phrases)})" for term in terms)
        return session.execute(query, {"asked": asked}).scalar() or []

    def _all(self, term: Term, phrase: Phrase) -> str:
        ends = [""] * (len(phrase) - 1) + [":*" if term.unfinished else ""]
        return "(" + " & ".join(f"'{word}'{end}" for word, end in zip(phrase, ends, strict=True)) + ")"


def index(session: Session, product_ids: Sequence[int]) -> None:
    """Write the words of these products anew, in the transaction that changed them."""
    products = session.exec(select(ProductRow).where(col(ProductRow.id).in_(product_ids))).all()
    colours: dict[int, list[str]] = {product.id or 0: [] for product in products}
    for product_id, name in session.exec(
        select(ColourRow.product_id, ColourRow.name).where(col(ColourRow.product_id).in_(product_ids))
    ):
        colours[product_id].append(name)
    rows, words = [], Counter[tuple[str, str]]()
    for product in products:
        said = {
            "name": [product.title],
            "kind": [product.kind, product.cut, *product.materials, *colours[product.id or 0]],
            "text": [product.description, product.fit, product.material],
        }
        document = Document(*(fold(" ".join(texts)) for texts in said.values()))
        rows.append(
            {
                "product_id": product.id,
                "name": " ".join(document.name),
                "kind": " ".join(document.kind),
                "text": " ".join(document.text),
            }
        )
        for texts in said.values():
            words.update(written(" ".join(texts)).items())
    session.execute(delete(SearchDocumentRow).where(col(SearchDocumentRow.product_id).in_(product_ids)))
    session.execute(insert(SearchDocumentRow), rows)
    _learn(session, words)


def _learn(session: Session, words: Counter[tuple[str, str]]) -> None:
    known = dict.fromkeys(session.exec(select(SearchWordRow.folded)))
    new = {folded: word for (folded, word), _ in reversed(words.most_common()) if _is_word(folded)}
    rows = [{"folded": folded, "written": word} for folded, word in sorted(new.items()) if folded not in known]
    if rows:
        session.execute(insert(SearchWordRow), rows)


def _is_word(folded: str) -> bool:
    return 2 < len(folded) <= 60 and folded.isalpha()  # numbers are never corrected


def synonyms(session: Session) -> list[list[str]]:
    """The groups of phrases that mean the same."""
    return [row.phrases for row in session.exec(select(SynonymRow).order_by(col(SynonymRow.id)))]


def set_synonyms(session: Session, groups: Sequence[Sequence[str]]) -> None:
    """Take these groups for the shop's synonyms, instead of those before."""
    session.execute(delete(SynonymRow))
    session.add_all(SynonymRow(phrases=list(group)) for group in groups)
