"""What a complaint is about (intents.yml, complaint_type)."""

from __future__ import annotations

import re
from typing import Literal

from bot.text.mention import Hit, Mention, mentions
from bot.text.normalise import Normalised, normalise

ComplaintType = Literal[
    "billing",
    "network",
    "service_attitude",
    "marketing_harassment",
    "unauthorised_subscription",
    "business_handling",
    "other",
]

_COMPLAINING = re.compile(
    r"投诉|举报|反映|维权|曝光|起诉|告(?:你们|他们|到|死)|讨(?:个)?说法|讨公道|工信部"
    r"|通信管理局|通管局|12300|12315|消协"
    r"|消费者协会|市场监管|法院|媒体|记者|报警|不满|领导|赔偿|申诉|追究|太过分"
    r"|给个(?:说法|解释|交代)"
)
_ATTITUDE = (
    r"态度(?:特别|非常|很|太|真|这么|那么|极其|十分|实在|好|也|就|是)*"
    r"(?:差|恶劣|不好|不行|冲|凶|坏|生硬|冷漠|敷衍|恶心|傲慢|蛮横|烂|问题)|服务态度"
    r"|什么态度|不耐烦|爱理不理|爱答不理|没礼貌|不礼貌"
    r"|骂(?:我|人|客户)|怼我|吼我|凶我|翻白眼|阴阳怪气|(?:挂|摔)(?:了|断)?(?:我的?)?电话"
    r"|甩脸|敷衍|(?:客服|营业员|员工|师傅|工作人员).{0,10}(?:推卸|推来推去|踢皮球|糊弄"
    r"|忽悠)"
    r"|推卸责任|踢皮球|推来推去|互相推|服务(?:太|很|真|特别|这么|质量)*(?:差|烂|恶劣)"
    r"|说话(?:很|太|特别)?难听|要红包|吃拿卡要|什么服务[,，!！。]|服务(?:质量|态度)?(?:也|很|非常|十分|特别|都|实在){0,2}不(?:太|怎么|够|是很|大)?满意"
)
_HARASSMENT = (
    r"骚扰|推销|营销电话|广告电话|垃圾短信|垃圾信息|广告短信|广告简讯|垃圾简讯|营销短信|诈骗电话|(?:天天"
    r"|老是|总是|一直|每天|不停|经常|一天).{0,8}(?:打电话|来电|发短信|推广|打过来|给我打)"
    r"|(?:打|接)(?:了)?.{0,6}(?:广告|推广)(?:电话)?|电话轰炸|短信轰炸|(?:老"
    r"|总)是?给我(?:发|打)|发广告"
)
_UNAUTHORISED = (
    r"(?:没有?|未|不)(?:经(?:过)?|征得)(?:我|本人|过我)?(?:的)?(?:同意|允许|许可|授权"
    r"|本人)|(?:擅自|私自|偷偷|偷摸|随便|乱|强行|强制|自动|莫名其妙|无缘无故|稀里糊涂"
    r"|瞎)(?:给我|地|的|帮我|就|把我){0,3}"
    r"(?:开|订|办|加|换|改|升)(?:通|了|的|成|套餐|业务)?|(?:我)?(?:从来|根本|压根)?(?:没"
    r"|没有|未)(?:订过?|开过?|开通过?|办过?|申请过?|同意过?)(?!机)|不是我(?:本人)?(?:开"
    r"|订|办)"
    r"|(?:硬|强行|非要?|乱)给.{0,6}(?:办|开|换|订)(?!不)|(?:私自|冒用|盗用"
    r"|拿).{0,4}身份证.{0,4}(?:办|开)|不是我办的|(?:被|给我)(?:乱|偷偷|擅自|私自|莫名其妙"
    r"|强制|自动)?(?:开通|订购|订|办)了?|乱开|捆绑|强开|强制消费|不知情"
)
_BILLING = (
    r"(?:乱|多|重复|恶意|偷|错|胡乱|瞎|暗|私自|双重|强行)(?:给我|我)?(?:扣|收|计)(?:费|钱"
    r"|了|我)?|扣(?:了我|我|钱|费|款)|乱口费|收费(?:不合理|太高|不透明|有问题|乱)?|乱收|资费"
    r"|话费|账单|帐单|计费|多收|不明费用|欠费|停机|退(?:费|钱|款)|充值.{0,6}(?:没到|不到"
    r"|未到)"
)
_NETWORK = (
    r"信号|网络(?:太|很|特别|也|总|老|不|质量)*(?:差|慢|卡|断|不好|不行|不稳)?|网速"
    r"|上不了网|断网|(?:宽带|光纤|wifi).{0,12}(?:断|慢|卡|掉|不稳|上不|连不|用不)"
    r"|投诉(?:你们)?的?(?:网络|宽带)|没网|打不(?:通|出)|掉线|基站|覆盖|(?:修"
    r"|维修)(?:了)?(?:好几|几|多)?(?:次|回|天).{0,6}(?:没|不)|修不好|没修好"
)
_HANDLING = (
    r"(?:(?<!再)不给|不让|拒绝|不肯|没给|没有给|一直没|迟迟不|拖着不|就是不)(?:我)?(?:办|退|取消"
    r"|销户|注销|携号|转网|换|处理|解决|开|补|改|降|受理|装|移机|登记|转)|办(?:不了|不成"
    r"|个业务)|办理(?:业务)?(?:太|很|慢|难)|(?:没人|无人|没有人)(?:处理|管|理|联系|回复"
    r"|解决|跟进|上门|接|回)|爽约|放鸽子|没上门|处理结果|不作为|不兑现|被(?:随便)?关(?:掉"
    r"|了|闭)|排队|实际不一样|讲的跟"
    r"|(?:处理|解决|办事|办理|效率|回复)(?:太|很|特别|真|这么)*(?:慢|低|拖)|拖(?:了|着"
    r"|延)|(?:说好|承诺|答应)(?:的|了|过)?.{0,14}(?:没|不|又|却)|虚假(?:宣传|承诺)?"
    r"|骗(?:我|人|老人|消费者)?办?|误导|欺骗|欺诈|霸王条款|违约金|合约期?|销不了|销户"
    r"|携号转网|限制转网|实名|过户"
)
_PRIVACY = (
    r"泄露|隐私|倒卖|(?:谁|有人|别人).{0,6}(?:看|查|动|登录|访问|调取)(?:过"
    r"|了)?.{0,4}(?:我|信息|资料|账户|记录)|冒充"
)
_STRONG: tuple[tuple[ComplaintType, re.Pattern[str]], ...] = (
    ("unauthorised_subscription", re.compile(_UNAUTHORISED)),
    ("marketing_harassment", re.compile(_HARASSMENT)),
    ("service_attitude", re.compile(_ATTITUDE)),
)
_WITH_COMPLAINT: tuple[tuple[ComplaintType, re.Pattern[str]], ...] = (
    ("other", re.compile(_PRIVACY)),
    ("network", re.compile(_NETWORK)),
    ("billing", re.compile(_BILLING)),
    ("business_handling", re.compile(_HANDLING)),
)


def find_complaints(
    text: str | Normalised, *, complaining: bool = False
) -> tuple[Mention[ComplaintType], ...]:
    """Return the one thing that `text` complains of most plainly, or nothing.

    Being signed up unasked, harassed or treated badly are complaints by themselves. Charges, the
    network and how a matter was handled become one with a word of complaint, or when the caller
    knows that the customer is `complaining`. ``other`` is a complaint about one's personal data; a
    complaint that says nothing gives nothing, so that what it is about can be asked.
    """
    source = normalise(text)
    kinds = list(_STRONG)
    if complaining or _COMPLAINING.search(source.text):
        kinds += _WITH_COMPLAINT
    for kind, pattern in kinds:
        match = pattern.search(source.text)
        if match is not None:
            return mentions(source, [Hit(match.start(), match.end(), (kind,))])
    return ()
