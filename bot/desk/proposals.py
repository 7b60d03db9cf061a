"""Puts account actions before customers: read back in the chat, done by the customer's yes alone.

Handbook §3, third prohibition: nothing is opened, changed or cancelled without a read-back and an
explicit yes in the same conversation. An agent can propose, and cannot confirm.
"""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any
from weakref import WeakValueDictionary

import structlog

from accounts.access import Caller
from accounts.clock import Clock
from accounts.errors import AccountError
from bot.conversation.handoffs import DeskEvent, HandoffRefused
from bot.conversation.messages import Author, Button, Content, Logged
from bot.conversation.model import Conversation, Owner
from bot.conversation.ports import DESK_BUTTON, ConversationStore, UnknownConversation, Wording
from bot.conversation.router import Router
from bot.desk.access import CHANNEL, Case
from bot.desk.account_actions import AccountActions
from bot.desk.model import DECLINED, DONE, EXPIRED, FAILED, OPEN, WITHDRAWN, Proposal
from bot.desk.ports import Papers
from bot.handoff.service import HandoffService

log = structlog.get_logger(__name__)

BUTTON = "proposal"
YES, NO = "yes", "no"
LIFETIME = timedelta(minutes=10)
"""As long as a code lives: who answers later has lost the thread."""
READ_AT_ONCE = 200

# What a customer may type instead of pressing the button, whole and alone (handbook: explicit).
_YES = re.compile(
    r"(?:是的?|好的?|可以的?|行|对的?|嗯|同意|确认|确定|办吧|办理|ok)*", re.IGNORECASE
)
_SURE = re.compile(r"是|好|可以|行|对|同意|确认|确定|办|ok", re.IGNORECASE)
# Those that name what they are a yes to: 同意 and 办理 alone may answer another question.
_NAMED = re.compile(r"确认|同意办")
_NO = re.compile(
    r"(?:先|暂)?(?:不用?了?|不要了?|不办理?了?|不同意|不需要了?|算了|取消|不是)(?:办理?)?(?:了|吧|谢谢)*"
)
_TRIM = re.compile(r"[\s，。！、~～!,.]+")


def answer_of(text: str, *, asked_last: bool) -> str | None:
    """Return `YES` or `NO` when a message is that and nothing else, or None.

    Unless the proposal is what was `asked_last`, a yes has to name it: 好的 is an answer to
    whatever was said in between.
    """
    plain = _TRIM.sub("", text)
    if _NO.fullmatch(plain):
        return NO
    if not (plain and _YES.fullmatch(plain) and _SURE.search(plain)):
        return None
    return YES if asked_last or _NAMED.search(plain) else None


class Proposals:
    """The life of account actions from being read back to being done."""

    def __init__(
        self,
        *,
        papers: Papers,
        actions: AccountActions,
        router: Router,
        store: ConversationStore,
        handoffs: HandoffService,
        wording: Wording,
        clock: Clock,
        tell: Callable[[Proposal], None],
    ) -> None:
        """`tell` shows the desks how a proposal stands."""
        self._papers = papers
        self._actions = actions
        self._router = router
        self._store = store
        self._handoffs = handoffs
        self._wording = wording
        self._clock = clock
        self._tell = tell
        self._tasks: set[asyncio.Task[None]] = set()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        handoffs.on_button(BUTTON, self.pressed)

    async def put(self, case: Case, number: str, action: str, item: str) -> Proposal:
        """Read an action back to the customer, who may then say yes.

        Raises what `AccountActions.check` raises, and HandoffRefused("not_yours").
        """
        now = self._clock.now()
        caller = case.caller()
        terms = await asyncio.to_thread(self._actions.check, caller, number, action, item)
        proposal = Proposal(
            id=uuid.uuid4().hex,
            conversation_id=case.conversation.id,
            agent=case.me.number,
            actor=case.me.actor,
            number=number,
            action=action,
            item=item,
            mark=terms.mark,
            lines=terms.lines,
            at=now,
            expires_at=now + LIFETIME,
        )
        await self._papers.put_proposal(proposal)
        asked = self._wording.text("desk_proposal", agent=case.me.number)
        content = Content(
            text="\n".join((asked, *terms.lines, self._wording.text("desk_proposal_ask"))),
            buttons=(
                _button(proposal.id, YES, self._yes(title=terms.title)),
                _button(proposal.id, NO, self._wording.text("button_proposal_no")),
            ),
        )
        said = await self._say(proposal, content)
        if not said:
            await self._papers.settle_proposal(proposal.id, WITHDRAWN)
            raise HandoffRefused("not_yours")
        await self._papers.said_proposal(proposal.id, said[-1].seq)
        self._tell(proposal)
        return proposal

    async def withdraw(self, case: Case, proposal_id: str) -> Proposal | None:
        """Take an open proposal of this conversation back; None when there is none of that id."""
        known = await self._papers.proposal(proposal_id)
        if known is None or known.conversation_id != case.conversation.id:
            return None
        settled = await self._papers.settle_proposal(proposal_id, WITHDRAWN)
        if settled is not None:
            self._tell(settled)
        return settled or known

    async def pressed(self, conversation_id: str, argument: str, seq: int) -> None:
        """Take the customer's answer by button: `argument` is ``ID:yes`` or ``ID:no``."""
        proposal_id, _, answer = argument.partition(":")
        proposal = await self._papers.proposal(proposal_id)
        if proposal is None or proposal.conversation_id != conversation_id:
            return
        over = await self._answered(proposal, answer, seq)
        if over is not None and over.answered_seq != seq:
            await self._say(proposal, Content(text=self._wording.text("desk_proposal_over")))

    def changed(self, event: DeskEvent) -> None:
        """Look at what a customer wrote while an agent has the conversation."""
        customers = event.kind == "message" and event.detail.get("author") == "customer"
        if customers and event.conversation_id is not None:
            self._spawn(self.look(event.conversation_id))

    async def look(self, conversation_id: str) -> None:
        """Take the customer's answer in words, if an open proposal has one."""
        for proposal in await self._papers.proposals_of(conversation_id):
            if proposal.state == OPEN and proposal.seq:
                await self._read_answer(proposal)

    async def recover(self) -> None:
        """Take the answers that came while this process was down; safe to run at any time."""
        for proposal in await self._papers.open_proposals():
            if proposal.seq:
                await self._read_answer(proposal)
            elif proposal.expires_at <= self._clock.now():
                await self._papers.settle_proposal(proposal.id, EXPIRED)

    async def settle(self) -> None:
        """Wait for what is under way."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _read_answer(self, proposal: Proposal) -> None:
        found = await self._store.messages_of(
            proposal.conversation_id, after=proposal.seq - 1, limit=READ_AT_ONCE
        )
        # A press is logged by its button's title: one of an earlier proposal names another matter.
        titles = [each.title for each in found[0].content.buttons] if found else []
        answers = dict(zip(titles, (YES, NO), strict=False))
        answers[self._wording.text("proposal_yes")] = YES
        for place, each in enumerate(found):
            if each.author is not Author.CUSTOMER:
                continue
            text = (each.content.text or "").strip()
            # The read-back itself is the first of them.
            answer = answers.get(text) or answer_of(text, asked_last=place == 1)
            if answer is not None:
                await self._answered(proposal, answer, each.seq)
                return
        if proposal.expires_at <= self._clock.now():
            await self._over(proposal, EXPIRED, "desk_proposal_expired", None)

    async def _answered(self, proposal: Proposal, answer: str, seq: int) -> Proposal | None:
        """Act on an answer; the second of two at once finds it over, and is returned how."""
        async with self._locks.setdefault(proposal.id, asyncio.Lock()):
            known = await self._papers.proposal(proposal.id)
            if known is None or known.state != OPEN:
                return known
            await self._act(known, answer, seq)
        return None

    async def _act(self, proposal: Proposal, answer: str, seq: int) -> None:
        if answer != YES:
            await self._over(proposal, DECLINED, "desk_proposal_declined", seq)
            return
        conversation = await self._store.conversation(proposal.conversation_id)
        late = proposal.expires_at <= self._clock.now()
        if late or conversation is None or not _owns(conversation, proposal):
            await self._over(proposal, EXPIRED, "desk_proposal_expired", seq)
            return
        try:
            handoff = await self._handoffs.of(proposal.conversation_id)
            recognised = handoff is not None and handoff.recognised
            told = await asyncio.to_thread(self._carry_out, proposal, recognised=recognised)
        except AccountError as error:
            log.info("proposal_refused", code=error.code)
            await self._over(proposal, FAILED, "desk_proposal_failed", seq)
        else:
            await self._finish(proposal, DONE, told, seq)

    def _carry_out(self, proposal: Proposal, *, recognised: bool) -> str:
        """Do it as the agent; the turn is the proposal's, so that any number of yeses is one."""
        caller = Caller(
            conversation_id=proposal.conversation_id,
            channel=CHANNEL,
            recognised_number=proposal.number if recognised else None,
            actor=proposal.actor,
            turn_id=f"{proposal.conversation_id}:proposal:{proposal.id}",
        )
        return self._actions.carry_out(
            caller, proposal.number, proposal.action, proposal.item, proposal.mark
        )

    async def _over(self, proposal: Proposal, state: str, key: str, seq: int | None) -> None:
        await self._finish(proposal, state, self._wording.text(key), seq)

    async def _finish(self, proposal: Proposal, state: str, told: str, seq: int | None) -> None:
        settled = await self._papers.settle_proposal(proposal.id, state, seq=seq, result=told)
        if settled is None:
            return
        await self._say(settled, Content(text=told))
        self._tell(settled)

    async def _say(self, proposal: Proposal, content: Content) -> tuple[Logged, ...]:
        """Say it as the system, as long as the agent of the proposal has the conversation."""

        def still_theirs(conversation: Conversation) -> Conversation | None:
            return conversation if _owns(conversation, proposal) else None

        try:
            return await self._router.deliver(
                proposal.conversation_id, Author.SYSTEM, (content,), change=still_theirs
            )
        except UnknownConversation:
            return ()

    def _yes(self, *, title: str) -> str:
        """Return the yes button of one proposal: it names what it is a yes to."""
        return self._wording.text("button_proposal_yes", title=title)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _button(proposal_id: str, answer: str, title: str) -> Button:
    return Button(title, f"{DESK_BUTTON}{BUTTON}:{proposal_id}:{answer}")


def _owns(conversation: Conversation, proposal: Proposal) -> bool:
    return conversation.owner is Owner.AGENT and conversation.agent == proposal.agent
