"""Several demands in one message: said back, begun, dropped (docs/flows/demands.md)."""

from __future__ import annotations

from actions import demands, slots
from actions.base import ServiceAction
from actions.confirmation import open_question, settled
from actions.dialogue.repeat import last_answer
from actions.turn import Reply, Turn


class TakeDemands(ServiceAction):
    """Says the demands of a message back and begins with the first."""

    NAME = demands.TAKE
    INTERLUDE = True

    def carried(self, turn: Turn) -> None:
        """Return None: chosen by what the message holds."""

    def serve(self, turn: Turn) -> Reply:
        """Say the demands back by number; in a form they wait until it is done."""
        found = demands.queued(turn.demands, demands.open_demands(turn))
        matters = demands.listed(turn, found)
        if turn.active_loop:
            line = turn.message("demands_noted", matters=matters)
            return Reply((line,), slots={slots.OPEN_DEMANDS: demands.as_slot(found)})
        begun = demands.course(found)
        return Reply(
            (turn.message("demands_taken", matters=matters),),
            slots={slots.OPEN_DEMANDS: demands.as_slot(begun.still)},
            takes_up=begun.following,
        )


class DropDemand(ServiceAction):
    """Drops the demands that the customer names; what is under way goes on unless it is one."""

    NAME = demands.DROP
    INTERLUDE = True

    def carried(self, turn: Turn) -> None:
        """Return None: chosen by what the message drops."""

    def serve(self, turn: Turn) -> Reply:
        """Say which are dropped, and ask again what was asked."""
        found = demands.open_demands(turn)
        told = demands.dropped(turn)
        if told is None:
            return Reply()
        gone = [
            each
            for index, each in enumerate(found)
            if each["place"] in told.places or (told.rest and index > 0)
        ]
        still = [each for each in found if each not in gone]
        line = turn.message("demands_dropped", matters=demands.listed(turn, gone))
        kept = {slots.OPEN_DEMANDS: demands.as_slot(still)}
        if found[0] in gone and found[0]["begun"]:
            # What was under way is one of them: its question or form goes too.
            return Reply((line,), slots={**kept, **settled()}, leaves_form=True, finished=True)
        asked = last_answer(turn) if open_question(turn) and not turn.active_loop else ()
        return Reply((line, *asked), slots=kept)
