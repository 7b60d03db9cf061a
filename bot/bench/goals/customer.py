"""A simulated customer: wants something, reads what the bot says, answers in its own manner.

It knows its facts and reads like anybody (reading.yml); it sees no slot, no intent and no script.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from bot.bench.goals.acts import Act
from bot.bench.goals.goals import WORDINGS
from bot.bench.goals.heard import Heard
from bot.bench.goals.phrases import Manner, Phrases, Wording, filled, sayable
from bot.bench.goals.quirks import quirk_of

MOST_RESTATEMENTS = 4
"""Times a wish is put in vain before a person is asked for, and then given up."""

_YES = re.compile(r"^(确认|登记$|登记并|另外登记|继续办理|取消并申请退费|申请恢复|换成这一款)")
_PAY_FIRST = re.compile("交清后|补足后")
_NO = re.compile(r"^(先不|保持不变|先保留|取消$)")
_ITEMS = {
    "change_package": "package",
    "change_by_price": "package",
    "order_addon": "addon",
    "order_service": "service",
    "cancel_service": "service",
    "update_phone": "contact",
}
"""Goals whose read-back has to name what is wanted, with the fact that names it."""


@dataclass
class Errand:
    """One goal of the customer, as far as it has come."""

    goal: str
    wording: Wording
    said: bool = False
    done: bool = False


@dataclass
class Customer:
    """Decides what to say next; `codes` returns the last code sent to the own number, if any."""

    goals: Sequence[str]
    facts: dict[str, str]
    manner: Manner
    phrases: Phrases
    rng: Random
    codes: Callable[[], str | None]
    together: bool = False
    """All goals are said in the first message."""
    errands: list[Errand] = field(init=False)
    quirk_due: bool = field(init=False)
    tried: int = 0
    """Steps tried against a fault."""
    helps_at: int = field(init=False)
    """The step that helps, for whom one does."""
    restated: int = 0
    parting: int = 0
    taking_up: bool = False
    """What was called off as a quirk is to be asked for again."""

    def __post_init__(self) -> None:
        """Have everything still to do."""
        self.errands = [
            Errand(goal, self.phrases.goals[WORDINGS.get(goal, goal)]) for goal in self.goals
        ]
        self.quirk_due = bool(self.manner.quirk)
        self.helps_at = self.rng.randint(1, 2)

    @property
    def current(self) -> Errand | None:
        """The goal that is not reached yet, or None."""
        return next((each for each in self.errands if not each.done), None)

    def begin(self) -> Act:
        """Return the first message."""
        first, *others = self.errands
        if self.together and others:
            second = others[0]
            first.said = second.said = True
            facts = {
                **self.facts,
                "first": self._short(first.goal),
                "second": self._short(second.goal),
            }
            return self._say("wish", self.pick("several", facts), goal=first.goal)
        text = self._opening(first)
        if self.manner.quirk == "at_once":
            text = self.pick("at_once", {**self.facts, "wish": text})
        return self._say("wish", text, goal=first.goal)

    def answer(self, said: Heard) -> Act | None:
        """Return what to do about what was said, or None to leave."""
        if not said.texts or self.restated > MOST_RESTATEMENTS:
            return None
        for errand in self.errands:
            if errand.said and not errand.done:
                errand.done = errand.wording.content_with(said.text, self.facts)
                if errand.done:
                    self.restated = 0
        if self.current is None:
            return self._part(said)
        if not self.current.said:
            return self._put(self.current)
        return self._quirk(said) or self._reply(said, self.current)

    # -- what is asked ----------------------------------------------------------------------

    def _quirk(self, said: Heard) -> Act | None:
        if self.taking_up and self.current:
            self.taking_up = False
            text = self.pick("take_up", {**self.facts, "wish": self._insistence(self.current)})
            return self._say("wish", text, goal=self.current.goal)
        if not self.quirk_due:
            return None
        act = quirk_of(self, said)
        if act is not None:
            self.quirk_due = False
        return act

    def _reply(self, said: Heard, errand: Errand) -> Act:
        question = str(said.question)
        for names, reaction in _REACTIONS.items():
            if question in names:
                return reaction(self, said, errand)
        return self._value(said, errand)

    def _secret(self, said: Heard, errand: Errand) -> Act:
        question = str(said.question)
        if question == "code":
            code = self.codes()
            if code is not None:
                return self._say("code", self.pick("code", {**self.facts, "code": code}))
        return self._say(question, self.pick(question))

    def _judge(self, said: Heard, errand: Errand) -> Act:
        if said.question == "offer" and "offer" in errand.wording.declines:
            return self.press(said, _NO, "no") or self._say("no", self.pick("no"))
        wanted = self._amiss(said, errand)
        if wanted is not None:
            return self._say("wish", wanted, goal=errand.goal)
        return self.press(said, _YES, "yes") or self._say("yes", self.pick("yes"))

    def _amiss(self, said: Heard, errand: Errand) -> str | None:
        """Return how to put it right when what is read back is not what was meant, else None."""
        named = _ITEMS.get(errand.goal)
        if said.question != "confirm" or named is None or self.facts[named] in said.text:
            return None
        return self._insistence(errand)

    def _stay(self, said: Heard, errand: Errand) -> Act:
        text = self._insistence(errand)
        return self.press(said, _YES, "yes") or self._say("yes", text, goal=errand.goal)

    def _choose(self, said: Heard, errand: Errand) -> Act:
        """Choose among readings that the bot offers."""
        title = errand.wording.title
        return self.press(said, title, "wish", sure=True) or self._again(said, errand)

    def _pay(self, said: Heard, errand: Errand) -> Act:
        pay = re.compile("交清欠费|交话费")
        return self.press(said, pay, "wish", sure=True) or self._say("wish", "那我现在把欠费交清")

    def _fault_step(self, said: Heard, errand: Errand) -> Act:
        self.tried += 1
        if errand.goal == "fault_solved" and self.tried == self.helps_at:
            return self.press(said, re.compile("^好了"), "solved") or self._say(
                "solved", self.pick("fault_step_yes")
            )
        unsolved = re.compile("还是没好|下一步|直接报修")
        return self.press(said, unsolved, "unsolved") or self._say(
            "unsolved", self.pick("fault_step_no")
        )

    def _value(self, said: Heard, errand: Errand) -> Act:
        question = str(said.question)
        known = errand.wording.answers.get(question) or self.phrases.common.get(question)
        options = sayable(known or (), self.facts)
        if not options:
            return self._again(said, errand)
        text = filled(self.rng.choice(options), self.facts)
        return self.press(said, re.compile(re.escape(text)), question) or self._say(question, text)

    def _again(self, said: Heard, errand: Errand) -> Act:
        """Put the wish once more, in other words each time, then ask for a person."""
        if _PAY_FIRST.search(said.text) and errand.goal.startswith("resume"):
            return self._pay(said, errand)
        self.restated += 1
        if self.restated > MOST_RESTATEMENTS:
            return self._say("person", self.pick("person"))
        pressed = self.press(said, errand.wording.title, "wish")
        if pressed is not None:
            return pressed
        wish = self._insistence(errand) if self.restated > 1 else self._opening(errand)
        text = self.pick("confused", {**self.facts, "wish": wish}) if self.restated > 1 else wish
        return self._say("wish", text, goal=errand.goal)

    # -- going on, and going ----------------------------------------------------------------

    def _put(self, errand: Errand) -> Act:
        return self._say("wish", self._opening(errand), goal=errand.goal)

    def _part(self, said: Heard) -> Act | None:
        """Decline what is offered beside, say goodbye once, and go."""
        self.parting += 1
        if said.question == "closing" or self.parting > 2:  # noqa: PLR2004 - polite enough
            return None
        if said.question in {"offer", "confirm", "stay"}:
            return self.press(said, _NO, "no") or self._say("no", self.pick("no"))
        name = "no_more" if said.question == "more_help" else "bye"
        return self._say(name, self.pick(name))

    # -- wording ----------------------------------------------------------------------------

    def pick(self, name: str, facts: dict[str, str] | None = None) -> str:
        """Return one of the common phrases called `name`, filled in."""
        return filled(self.rng.choice(self.phrases.common[name]), facts or self.facts)

    def press(
        self, said: Heard, title: re.Pattern[str], meaning: str, *, sure: bool = False
    ) -> Act | None:
        """Return the pressing of a button that fits `title`, if there is one and it suits."""
        button = said.button(title)
        if button is None or not (sure or self.rng.random() < self.manner.press):
            return None
        return Act(
            meaning, button[1], pressed=button[0], goal=self.current.goal if self.current else ""
        )

    def _say(self, meaning: str, text: str, goal: str = "") -> Act:
        return Act(meaning, text, goal=goal)

    def _opening(self, errand: Errand) -> str:
        errand.said = True
        text = filled(errand.wording.opening(self.manner.style, self.rng), self.facts)
        if self.manner.typos:
            text = self.phrases.mistyped(text, self.rng)
        return self.rng.choice(self.manner.before) + text + self.rng.choice(self.manner.after)

    def _insistence(self, errand: Errand) -> str:
        options = errand.wording.insists
        if not options:
            return filled(errand.wording.opening("plain", self.rng), self.facts)
        return filled(self.rng.choice(options), self.facts)

    def _short(self, goal: str) -> str:
        return filled(self.rng.choice(self.phrases.short[goal]), self.facts)


Reaction = Callable[[Customer, Heard, Errand], Act]

# The methods are this module's own: a table beside the class that has them.
# ruff: noqa: SLF001
_REACTIONS: Mapping[frozenset[str], Reaction] = {
    frozenset({"code", "password", "new_password"}): Customer._secret,
    frozenset({"None", "lost", "open", "more_help", "closing"}): Customer._again,
    frozenset({"confirm", "offer", "outage"}): Customer._judge,
    frozenset({"stay"}): Customer._stay,
    frozenset({"pay_first"}): Customer._pay,
    frozenset({"fault_step"}): Customer._fault_step,
    frozenset({"which_reading"}): Customer._choose,
}
"""What is done about a question; any other asks for a value."""
