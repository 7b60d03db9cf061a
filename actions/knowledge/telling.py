"""An article as messages: its piece, source and date, what the catalogue adds, and buttons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from accounts.clock import local
from actions.knowledge.followup import TITLE_CHARS
from actions.knowledge.names import ARTICLE, USEFUL, USELESS, VERDICT
from actions.orders.properties import said_of
from actions.orders.said import Said
from actions.orders.shelf import Shelf
from actions.slots import FAQ_TOPIC
from actions.turn import Button, Message, Reply, Turn, payload
from bot.knowledge.attaching import PUBLIC_PATH
from bot.knowledge.checking import fill
from bot.knowledge.model import Article, Attachment, Found, Reader, Version
from bot.knowledge.wording import LONGEST_PIECE, pieces
from bot.text.catalogue_wishes import asks_unlisted, properties_of

MOST_SECTIONS = 3
"""Sections of an article that are offered as buttons."""
MOST_BUTTONS = 4
"""Buttons besides the two that ask whether it was useful."""


def told(turn: Turn, version: Version, piece: int = 0, question: str = "") -> Reply:
    """Return `piece` of an article; with the lead its source and date, and prices it names."""
    article = version.article
    parts = pieces(article.answer_on(turn.caller.channel))
    piece = piece if piece < len(parts) else 0
    text = fill(parts[piece].text, facts(turn))
    if piece == 0:
        lines = (
            text,
            *_beside(turn, article, question),
            *priced(turn, article.offers, question),
            *_where(turn, article),
        )
        day = local(version.changed_at).date()
        source = fill(article.source, facts(turn))
        text = turn.say("faq_answer", text="\n".join(lines), source=source, day=day)
    files = _files(turn, article) if piece == 0 else ()
    if files:
        # Names stand in the words too: some channels show no links.
        names = "".join(f"《{each.name}》" for each in files)
        text = "\n".join((text, turn.say("faq_files", names=names)))
    buttons = (*_sections(turn, article, piece), *_related(turn, article))[:MOST_BUTTONS]
    message = Message(text, (*buttons, *_opinion(turn, article)))
    links = (_links(files),) if files else ()
    return Reply((message, *links), slots=topic(article.code, question), finished=True)


def _files(turn: Turn, article: Article) -> tuple[Attachment, ...]:
    """Return the article's attachments that customers may fetch."""
    return turn.services.knowledge.files_of([article], Reader.CUSTOMER).get(article.code, ())


def _links(files: Iterable[Attachment]) -> Message:
    """Return what a channel shows as links; the addresses are of this server."""
    links = [
        {"name": each.name, "size": each.size, "url": f"{PUBLIC_PATH}/{each.id}"} for each in files
    ]
    return Message(custom={"type": "attachments", "files": links})


def _where(turn: Turn, article: Article) -> tuple[str, ...]:
    """Return for which regions it holds, if not everywhere."""
    regions = "、".join(article.regions)
    return (turn.say("faq_where", regions=regions),) if regions else ()


def _beside(turn: Turn, article: Article, question: str) -> tuple[str, ...]:
    """Return the section that the question is about, if it says one, to stand below the lead."""
    if not question:
        return ()
    knowledge, channel = turn.services.knowledge, turn.caller.channel
    best = knowledge.piece_for(article, question, channel, in_its_words=True)
    parts = pieces(article.answer_on(channel))
    if not best or best >= len(parts) or not parts[best].heading:
        return ()
    section = fill(parts[best].text, facts(turn))
    return (section,) if len(parts[0].text) + len(section) <= LONGEST_PIECE else ()


def priced(turn: Turn, offers: Iterable[str], question: str) -> list[str]:
    """Return the catalogue's lines on what the question names, else on the article's `offers`.

    Prices and rules stand in the catalogue alone, so that no article can be out of date (§8).
    """
    shelf = Shelf.of(turn)
    said = Said.of(turn, "") if question else Said("", {})
    named = (*said.values("package_name"), *said.values("service_name"))
    wanted = properties_of(question)
    if named and (not wanted or asks_unlisted(question)):
        named = ()
    items = shelf.found((*named, *offers))[:2]
    return [line for item in items for line in said_of(turn, shelf, item, said, wanted or ("fee",))]


def names_offer(turn: Turn) -> bool:
    """Tell whether the catalogue itself answers: an item and one of its properties are named."""
    named = turn.values("package_name") or turn.values("service_name")
    return bool(named and properties_of(turn.text) and not asks_unlisted(turn.text))


def suggested(turn: Turn, found: Iterable[Found]) -> tuple[Button, ...]:
    """Return a button for each near miss, in customers' words; what is of a region names it."""

    def title(one: Found) -> str:
        question, regions = turn.services.knowledge.question_of(one), one.article.regions
        if not regions or any(each in question for each in regions):
            return question
        return turn.say("button_faq_region", question=question, regions="、".join(regions))

    return tuple(Button(title(each), payload("faq", article=each.article.code)) for each in found)


def topic(code: str | None, question: str) -> dict[str, object]:
    """Return the slot that remembers what was told of, for follow-ups and opinions."""
    return {FAQ_TOPIC: {"code": code, "question": question}}


def facts(turn: Turn) -> Mapping[str, str]:
    """Return the operator's facts that articles may name."""
    return turn.services.accounts.catalogue.operator().facts


def _sections(turn: Turn, article: Article, told_piece: int) -> tuple[Button, ...]:
    """Return the other pieces as buttons; one without a heading continues what was told."""
    parts = pieces(article.answer_on(turn.caller.channel))
    others = [(place, part) for place, part in enumerate(parts) if place not in {0, told_piece}]
    titled = [
        (part.heading or turn.say("button_faq_more"), place)
        for place, part in others
        if part.heading or place == told_piece + 1
    ]
    return tuple(
        Button(title[:TITLE_CHARS], payload("faq", **{ARTICLE: f"{article.code}#{place}"}))
        for title, place in titled[:MOST_SECTIONS]
    )


def _related(turn: Turn, article: Article) -> tuple[Button, ...]:
    knowledge = turn.services.knowledge
    versions = (knowledge.article(code, Reader.CUSTOMER, turn.known) for code in article.links)
    return tuple(
        Button(fill(each.article.title, facts(turn))[:TITLE_CHARS], payload("faq", article=code))
        for code, each in zip(article.links, versions, strict=True)
        if each is not None
    )


def _opinion(turn: Turn, article: Article) -> tuple[Button, ...]:
    useful = {ARTICLE: article.code, VERDICT: USEFUL}
    useless = {ARTICLE: article.code, VERDICT: USELESS}
    return (
        turn.button("button_faq_useful", "faq", **useful),
        turn.button("button_faq_useless", "faq", **useless),
    )
