"""What agents find in the knowledge base (`bot.gateway.desk_knowledge`)."""

from __future__ import annotations

from accounts.errors import NotFound
from accounts.model import Operator
from bot.gateway.desk_knowledge import StaffKnowledge, audience_names

OPERATOR = Operator("某公司", "小某", "10777", "08:30-20:00", "10:00-16:00")
ANSWER = "{operator}的热线是{hotline}，工作日{weekday_hours}，周末{weekend_hours}。"


def _nobody() -> Operator:
    raise NotFound


def test_an_agent_reads_the_operators_facts_and_not_their_names(library, make, publish) -> None:
    """Every variable that an article may hold is filled in, as customers read it."""
    publish(make("hours", "热线几点有人", ANSWER, source="{operator}公告"))

    (found,) = StaffKnowledge(library, lambda: OPERATOR).search("热线几点有人", 1)

    assert found.text == "某公司的热线是10777，工作日08:30-20:00，周末10:00-16:00。"
    assert found.source == "某公司公告"


def test_without_an_operator_the_text_is_found_as_it_stands(library, make, publish) -> None:
    """Before anything is seeded the search answers all the same."""
    publish(make("hours", "热线几点有人", ANSWER))

    (found,) = StaffKnowledge(library, _nobody).search("热线几点有人", 1)

    assert found.text == ANSWER


def test_an_agent_is_told_whom_an_article_is_for_and_where_it_holds(library, make, publish) -> None:
    """A group that has no name of its own is shown as it was written; everybody is not named."""
    publish(make("corp", "专线开票", audience=("enterprise", "协议客户"), regions=("城东区",)))
    publish(make("any", "电子发票"))
    staff = StaffKnowledge(library, lambda: OPERATOR, audience_names())
    found = {each.code: each for each in staff.search("专线开票", 5)}

    assert found["corp"].audience == ("企业客户", "协议客户")
    assert found["corp"].regions == ("城东区",)
    assert found["any"].audience == found["any"].regions == ()
