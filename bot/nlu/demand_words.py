"""The words by which several demands in one message are told: joints, objects, and what is none.

Tables of patterns over levelled text (`bot.text.normalise`). They are the cheap half of the
decision in `bot.nlu.demand_splitter`; the trained model is the other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_VERB = r"(?:帮|给|请|麻烦|查|看|把|问|办|转|充|交|缴|开|催|推荐|打印|打|找|退|改|换|报|取消|订)"

MARKS = re.compile(rf"[,，。;；:：!！?？&+~…]+|、(?={_VERB})|(?<!\d)\s+|\s+(?!\d)")
"""Where a clause ends; a blank inside a number ends nothing."""

CONNECTIVES = re.compile(
    rf"顺便|顺带|顺道|另外|以及|并且|其次|接着|同时|再一个(?:就是)?|完了(?:以后|之后)?(?:再|(?={_VERB}))|"
    rf"然后(?:呢|再)?|(?<!明天)(?<!回头)(?<!以后)(?<!下次)(?<!月初)(?<!月底)(?<!我)再(?={_VERB})|(?<![月天年])还[要想](?={_VERB}|知道|了解)|(?<=[查看办充弄搞]完)了?(?={_VERB})|"
    r"还有(?:就是|一[个件](?:问题|事情?)(?:是|就是)?)?"
    r"(?!多少|多|几|没|吗|剩|什么|啥|哪|效|钱|用|的|[一二两三四五六七八九十\d]|点|余额够)|"
    r"(?<!\d)[1-5](?:[、)]|\.(?!\d))|"
    r"并(?=开通|取消|查|退|帮|办)"
)
"""Words that begin another demand; they belong to neither."""

_MONTH = r"(?:上上?个?月|本月|这个月|当月|[一二三四五六七八九十\d]{1,3}月份?)"
_TOPIC = (
    r"(?:[账帐]户余额|话费余额|剩余流量|剩余话费|流量余量|套餐余量|剩余分钟数?|分钟数|通话时长|语音|短信|"
    r"通话详单|上网详单|详单|缴费记录|交费记录|充值记录|余额|话费[账帐]单|话费|流量|积分|[账帐]单|套餐|电子发票|发票|欠费)"
)
_WHOSE = rf"(?:(?:我|当前|剩余|现在|[账帐]户|套餐|{_MONTH})(?:里面?)?的?)"
_AND = r"(?:\s*(?:和|跟|与|及|以及|还有|、|&|\+)\s*)"

LISTED = re.compile(rf"{_WHOSE}{{0,2}}{_TOPIC}(?:{_AND}{_WHOSE}{{0,2}}{_TOPIC})+|{_TOPIC}{{3,5}}")
"""Topics said in one breath: 余额和流量, 话费、积分, 余额流量积分."""
LISTED_TOPIC = re.compile(rf"(?P<whose>{_WHOSE}{{0,2}}){_TOPIC}")
COMPARED = re.compile(r"区别|一样|分开|关系|一回事|还是|哪个")
"""What sets the topics of a clause against each other instead of asking for each."""
SECOND = re.compile(r"第[二三四]|[二三四]是|[二三四]来|一个")
"""Number words that only begin something else."""
SHARED_OUT = re.compile(r"各自?|分别|一起|都|全部")
"""Words in the rest of the clause that share it among the topics listed."""

ENUMERATED = re.compile(
    r"^(?:第[一二三四]个?(?:问题|件事|个)?(?:是)?|[一二三四](?:是|个是|来|则|(?=查|问|看|办|要))|"
    r"一个(?:问题)?(?:是|就是)|首先|先|就是|那个?|呃|嗯|诶|哎)+"
)
"""Number words and fillers before a demand."""

OBJECTS: Mapping[str, re.Pattern[str]] = {
    intent: re.compile(pattern)
    for intent, pattern in {
        "query_bill": r"话费|[账帐]单|消费|花了?多少|费用|用了多少钱|话废",
        "query_balance": r"余额|[账帐]户|(?:剩|还有).{0,4}钱|剩.{0,4}话费|话费.{0,4}(?:剩|还有|够)",
        "query_usage": r"流量|流亮|分钟|语音|通话|短信|余量|几个?g|多少g",
        "query_bill_detail": r"详单|清单|话单|通话记录",
        "query_payment_history": r"[交缴充].{0,3}(?:记录|明细|历史)|到账|[充交]的钱",
        "query_arrears": r"欠|停机",
        "query_points": r"积分",
        "query_current_package": r"套餐|套菜|到期",
        "query_subscriptions": r"业务|(?:开通?|订)了?(?:哪|什么|啥)|订了",
        "query_progress": r"进度|工单|投诉|处理|结果|报修|催|修好|办好|开好",
        "query_invoice": r"发票|票据|报销",
        "pay_bill": r"充|[交缴].{0,6}(?:费|钱|块|元|百|十)",
        "browse_packages": r"套餐|流量包|推荐|便宜",
        "ask_package_detail": r"漫游|套餐|流量包|业务|\d+(?:元|块)?的",
        "change_package": r"套餐|\d+(?:元|块)?的",
        "order_addon": r"流量包|加油包|语音包|开通|[开办加].{0,6}包|漫游|来电|业务|会员|彩铃",
        "cancel_service": r"取消|退|关[了掉闭]|停[了掉]",
        "file_complaint": r"投诉",
        "report_fault": r"宽带|上网|网络|断网|信号|报修|故障|障碍|打不[出通]|电视",
        "give_suggestion": r"建议|意见|表扬",
        "change_password": r"密码",
        "reset_password": r"密码",
        "report_loss": r"挂失|丢|停机保号|报停",
        "resume_service": r"开机|复机|恢复|解挂",
        "replace_sim": r"补.{0,2}卡|换.{0,3}卡|esim",
        "close_account": r"注销|销[户号]|转网|携号",
        "update_profile": r"地址|资料|实名|户名|过户|联系方式",
        "faq": r"营业厅|漫游|手续|材料|带什么|怎么办|收费|热线|几点|5g",
        "request_human": r"人工|真人|专员",
    }.items()
}
"""Intents that can be one demand of several → what one that stands alone has to name."""

BARE = re.compile(rf"{_WHOSE}*{_TOPIC}(?:呢|吧|啊|呀)?")
"""A clause that only names what it is about, and thereby asks for it."""
REQUESTS = re.compile(
    r"查|看|帮|麻烦|请|给我|[要想](?!不)|能不能|可以|可不可以|[取办订退改换充交缴补开转催][^始]|取消|"
    r"挂失|投诉|报修|报|推荐|打印|重置|注销|恢复|多少|几|吗|呢|什么|哪|怎么|有没有|没有$|多久|啥|(.)不\1"
    rf"|^{_VERB}|^补"
)
"""What a request or question has in it; a clause that has none only tells."""
ORDERS = re.compile(
    r"查|看|帮|麻烦|请|给我|把|能不能|可不可以|多少|几|吗|什么|哪|怎么|有没有|没有?$|到期|"
    rf"我?[想要](?={_VERB}|提|知道|了解|投诉|挂失|销)|^(?:我|也|都|还)?(?:{_VERB}|缴|补|挂失|重置|开)|呢$"
)
"""What a request joined by no more than a mark has in it: stories are told in such clauses too."""
ASKED_FOR = "查"
"""What a bare object is understood with: 流量 alone may be one to buy."""
KEYWORDS = re.compile(r"(?!.*(?:查|看|帮|给|取|退|转|都|问|办|开))[^,，。;；!！?？、]*")
"""Words side by side with blanks and nothing that asks (积分 余额 到期): one search, not many."""
STRONG = re.compile(r"顺便|顺带|顺道|另外|还有|以及|其次|还[要想]|再一个|[1-5]")
"""Connectives that never go on with a story; 然后 and 再 may."""

TOLD = re.compile(
    r"[\"“”「」『』]|^我知道|本来|原来|我[问要]的是|昨天|前天|刚才|刚刚|刚[用充交]|已经|之前|早上|明明|去年|好几次|才[充交开办]|[三四五两几]次|"
    r"[开订退换充交]了[个一]|是我(?:给|帮|用|在)?.{0,4}的|我(?:又|都)?没(?!有?钱)|从来没|不是我|没订|没开|没用|莫名其妙|凭什么|为什么|为啥|怎么这么|怎么回事"
)
"""What tells a story or asks for its reason: never one demand beside others joined by a mark."""
DENIED = re.compile(
    r"(?<!是)(?:不是|不要|不用|不想|不必|不查|不看|不转|不[销退换改充交办开]|先不|别(?!的|人)|甭)|算了|^(?:哦|噢|啊)?不对|说错|打错"
)
"""A clause that takes something back or turns it down."""
TAKEN_BACK = re.compile(
    r"(?:^|[,，。\s])(?:哦|噢|啊|呃)?\s*(?:不对|不是|错了|说错|打错|口误)(?:了|啊|哦)?[,，。\s]"
)
"""A message that corrects itself: what was said before does not count, so it is read whole."""
CONDITION = re.compile(r"如果|除了|要是|假如|万一|的话(?!费)|否则|不够就|没有就")
"""A clause that only says when the next one holds."""

_BELONG: Mapping[str, tuple[str, ...]] = {
    "dispute_charge": (
        "query_bill",
        "query_balance",
        "query_usage",
        "query_arrears",
        "query_payment_history",
        "query_subscriptions",
        "query_current_package",
        "cancel_service",
        "file_complaint",
        "pay_bill",
    ),
    "query_bill_detail": ("query_usage", "reset_password", "change_password"),
    "ask_package_detail": ("query_usage",),
    "query_arrears": ("resume_service", "pay_bill", "query_payment_history", "report_fault"),
    "resume_service": ("pay_bill", "query_payment_history", "report_loss"),
    "report_fault": ("query_progress", "file_complaint", "query_usage"),
    "file_complaint": ("query_progress", "cancel_service", "give_suggestion", "request_human"),
    "report_loss": ("replace_sim",),
    "change_package": ("browse_packages", "ask_package_detail", "query_current_package"),
    "browse_packages": ("ask_package_detail", "order_addon", "query_usage"),
    "order_addon": ("ask_package_detail", "query_usage", "change_package"),
    "reset_password": ("change_password",),
    "cancel_service": ("query_subscriptions", "ask_package_detail", "close_account"),
    "close_account": ("query_balance", "replace_sim"),
    "query_payment_history": ("pay_bill", "query_balance"),
    "query_progress": ("query_invoice",),
}
SWALLOWS = frozenset({"faq", "query_progress", "file_complaint"})
"""Intents that go with whatever is told beside them, as its question, its course or its end."""
TELLS_ON = "give_suggestion"
"""The intent whose content follows it: 提个建议，把剩余流量放在首页 asks for no usage."""
BELONG_TOGETHER = frozenset(
    frozenset({one, other}) for one, others in _BELONG.items() for other in others
)
"""Pairs of intents that, told clause after clause, are one matter: its cause, its cure, its way.

Only a connective (顺便, 另外) between them says that the second is another demand.
"""
