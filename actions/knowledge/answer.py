"""业务咨询 (handbook §8): answered with an article, its source and date; else near misses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions import slots
from actions.base import ServiceAction
from actions.knowledge.followup import followed_piece, in_context, kept
from actions.knowledge.names import ANSWER, ARTICLE, NONE, USEFUL, VERDICT
from actions.knowledge.telling import facts, names_offer, suggested, told, topic
from actions.orders.names import DETAIL
from actions.queries.registering import offer_registration
from actions.tickets import ANSWER_HOURS, SUMMARY_CHARS
from actions.turn import Message, Reply, Turn
from bot.knowledge.checking import fill
from bot.knowledge.model import Found, Reader
from bot.knowledge.service import Decision


class AnswerQuestion(ServiceAction):
    """Answers from the knowledge base, or from the catalogue when that holds the fact."""

    NAME = ANSWER

    def remember(self, turn: Turn) -> Mapping[str, Any]:
        """Keep the topic, so that 那要带什么 comes back here."""
        return {slots.QUERY_TOPIC: self.NAME}

    def serve(self, turn: Turn) -> Reply:
        """Answer a button or a question; what nothing answers is kept for the trainer."""
        if turn.value(VERDICT):
            return _judged(turn)
        pressed = _pressed(turn)
        if pressed is not None:
            return pressed
        question = "" if turn.text.startswith("/") else turn.text
        followed = followed_piece(turn, question)
        if followed is not None:
            return told(turn, *followed, question)
        return _answered(turn, question)


def _decided(turn: Turn, question: str) -> tuple[str, Decision]:
    """Return what is decided of `question`, and it in the words that are surer to be understood.

    要提前多久 after an article is a question about its matter; alone it would find any.
    """
    knowledge, whole = turn.services.knowledge, in_context(turn, question)
    alone = knowledge.decide(question, turn.known)
    if whole == question:
        return question, alone
    within = knowledge.decide(whole, turn.known)
    return (whole, within) if _sure(within) >= _sure(alone) else (question, alone)


def _sure(decision: Decision) -> float:
    return decision.found[0].score if decision.found else 0.0


def _answered(turn: Turn, question: str) -> Reply:
    knowledge = turn.services.knowledge
    question, decision = _decided(turn, question)
    if decision.outcome == "answer":
        version = knowledge.article(decision.found[0].article.code, Reader.CUSTOMER, turn.known)
        if version is not None:
            return told(turn, version, question=question)
    if names_offer(turn):
        return Reply(followup=DETAIL)
    knowledge.note_unanswered(question, decision.found)
    if decision.outcome == "suggest":
        return _suggestion(turn, question, decision.found)
    return _registration(turn, question, turn.say("faq_nothing", hours=ANSWER_HOURS))


def _suggestion(turn: Turn, question: str, found: tuple[Found, ...]) -> Reply:
    none = turn.button("button_faq_none", "faq", **{VERDICT: NONE})
    text = fill(turn.say("faq_suggest"), facts(turn))
    message = Message(text, (*suggested(turn, found), none))
    return Reply((message,), slots=topic(None, question))


def _registration(turn: Turn, question: str, text: str) -> Reply:
    """Offer to have the question answered by a specialist."""
    words = question[:SUMMARY_CHARS] or turn.say("faq_matter")
    summary = turn.say("faq_summary", words=words)
    menu = turn.button("button_faq_menu", "ask_menu")
    hours = ANSWER_HOURS
    offered = offer_registration(turn, text, kind="consult", summary=summary, hours=hours)
    first, *rest = offered.messages
    buttons = (*first.buttons, menu)
    slots_set = {**offered.slots, **topic(None, question)}
    return replace(offered, messages=(replace(first, buttons=buttons), *rest), slots=slots_set)


def _pressed(turn: Turn) -> Reply | None:
    """Return the article or the piece that a button names, or None without one."""
    code, _, piece = (turn.value(ARTICLE) or "").partition("#")
    version = turn.services.knowledge.article(code, Reader.CUSTOMER, turn.known) if code else None
    if version is None:
        # Withdrawn or ended since the button was shown: what was asked then is looked up anew.
        return _answered(turn, str(kept(turn).get("question") or "")) if code else None
    last = kept(turn)
    question = str(last.get("question") or "")
    if last and last.get("code") is None:
        # One of the near misses was what was meant.
        turn.services.knowledge.note_chosen(question)
    return told(turn, version, int(piece) if piece.isdigit() else 0, question)


def _judged(turn: Turn) -> Reply:
    """Keep whether the answer was useful; after a no, offer a specialist."""
    last, verdict = kept(turn), turn.value(VERDICT)
    knowledge, question = turn.services.knowledge, str(last.get("question") or "")
    code = turn.value(ARTICLE)
    if code and verdict != NONE:
        conversation = turn.caller.conversation_id
        knowledge.note_opinion(code, conversation, useful=verdict == USEFUL)
    if verdict == USEFUL:
        return Reply((turn.message("faq_useful"),), finished=True)
    if code:
        knowledge.note_unanswered(question, ())
    text = turn.say("faq_useless" if code else "faq_none_of_them", hours=ANSWER_HOURS)
    return _registration(turn, question, text)
