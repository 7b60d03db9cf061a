"""The names of a catalogue, found in a text however customers say them.

A book is made from the items on offer and never changes; a changed catalogue gets a new book.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ahocorasick import Automaton

from bot.text.homophones import folded_sound, may_be_heard_as
from bot.text.mention import Hit, Mention, mentions, without_overlaps
from bot.text.nicknames import Form, Item, Strength, forms_of
from bot.text.normalise import Normalised, normalise
from bot.text.price_names import PriceList
from bot.text.spoken import Spoken, spoken

PACKAGE = "package_name"
SERVICE = "service_name"

_ENTITY = {"package": PACKAGE, "addon": SERVICE, "service": SERVICE}
_RANK: dict[Strength, int] = {"exact": 0, "derived": 1, "weak": 2}
_SHORTEST_HEARD = 2
# A word of daily speech means the item beside a word of ordering: 把视频退了, 关掉视频, 视频那个.
_ORDERED_BEFORE = re.compile(
    r"(?:退订?|退掉|取消|关掉?|关闭|停掉?|开通|开(?=了?个)|订购?|订阅|办理?|加|注销|解绑|去掉|删掉?|不要|别要)"
    r"(?:了|掉|一?下|1下|个|1个|我|那个?|这个?)*$"
)
_ORDERED_AFTER = re.compile(
    r"^(?:(?:那|这)个|业务|服务|功能|包月?(?!括)|会员|vip)?(?:也|都|给我|帮我|我)*"
    r"(?:退|取消|关[掉了闭]|停[掉了]|不要了|没订|没开|没办|开通|怎么开|怎么退|怎么取消|续费|自动扣)"
)
_SHORT = 3
"""Characters of a name that needs a word's end behind it when it is only heard."""
_WORD_ENDS = " ,.。!?、;:~了吧呢吗啊呀哈嘛那这怎是多能可没有不还退取关停开订办业服功给帮我和跟就也"
_MARK = re.compile(r"[0-9a-z]")
# “不是甲，是乙”, “不要甲要乙”: only what is set against something else is denied. 不要彩铃了 alone
# is an order to cancel it.
_SET_AGAINST = re.compile(
    r"(?<!是)(?:不是|不要|不想要|不换|不办|不用|别给我|别)(?:换|办|开|那个?|这个?)*$"
)
_DENIED = re.compile(r"(?<!是)(?:不是|不办|别办|没问|没说|不问)(?:那个?|这个?|换|要)*$")
_ASKED = re.compile(r"^[^,，。!！;；]{0,12}(?:吗|嘛|么|呀)")
_TAKEN_BACK = re.compile(r"^[\s,，.。、…哦噢啊呃哎]*(?:不对|不是|错了|说错|讲错|打错|口误|搞错)")
_TURNED_TO = re.compile(r"^.{0,6}?[\s,，.。、]*(?:我?(?:想|就|还)?(?:是|要|换|改|办|开|来|选|用))")


@dataclass(frozen=True)
class Named:
    """What a name stands for: the entity (`PACKAGE` or `SERVICE`) and the item's code."""

    entity: str
    code: str


class NameBook:
    """Every way to say the items of one catalogue."""

    def __init__(self, items: Iterable[Item] = ()) -> None:
        """Gather the forms of `items`; a form that two items share equally stands for neither."""
        listed = tuple(items)
        self._prices = PriceList(listed)
        self._written: Any = Automaton()
        self._heard: Any = Automaton()
        heard: dict[str, list[tuple[str, Named]]] = {}
        for text, (form, named) in _settled(listed).items():
            self._written.add_word(text, (form, named))
            if form.strength != "weak" and len(text) >= _SHORTEST_HEARD and not text.isascii():
                heard.setdefault(_sounds(text), []).append((text, named))
        for sounds, words in heard.items():
            self._heard.add_word(sounds, tuple(words))
        for automaton in (self._written, self._heard):
            automaton.make_automaton()

    def find(self, text: str | Normalised, *, ordering: bool = False) -> tuple[Mention[Named], ...]:
        """Return the items named in `text`, the longest name first where names overlap.

        An item that is set against another and denied (不要甲，要乙) is left out. With `ordering`
        something is surely ordered or cancelled: when nothing else is named, a word of daily
        speech is enough (那个漫游我用不上了).
        """
        if not len(self._written):
            return ()
        source = normalise(text)
        said = spoken(source.text)
        found = self._found(source, said, [*self._read(said)])
        if ordering and not found:
            found = self._found(source, said, [*self._read(said, ordering=True)])
        return found

    def _found(
        self, source: Normalised, said: Spoken, exact: list[Hit[Named]]
    ) -> tuple[Mention[Named], ...]:
        priced = [
            Hit(start, end, (Named(_ENTITY[item.kind], item.code),))
            for start, end, item in self._prices.find(source.text)
        ]
        sure = without_overlaps([*exact, *priced])
        guessed = [hit for hit in self._misheard(said) if not _touches(hit, sure)]
        return mentions(source, _undenied(source.text, without_overlaps([*sure, *guessed])))

    def _read(self, said: Spoken, *, ordering: bool = False) -> Iterator[Hit[Named]]:
        for last, (form, named) in self._written.iter(said.text):
            start, end = last - len(form.text) + 1, last + 1
            if not _cut(said.text, start, end) and (
                form.strength != "weak" or ordering or _ordered(said.text, start, end)
            ):
                yield Hit(*said.span(start, end), (named,))

    def _misheard(self, said: Spoken) -> Iterator[Hit[Named]]:
        if not len(self._heard):
            return
        for last, words in self._heard.iter(_sounds(said.text)):
            for name, named in words:
                start, end = last - len(name) + 1, last + 1
                whole = not _cut(said.text, start, end) and _word_ends(said.text, start, end)
                if whole and may_be_heard_as(name, said.text[start:end]):
                    yield Hit(*said.span(start, end), (named,))
                    break


def _settled(items: tuple[Item, ...]) -> dict[str, tuple[Form, Named]]:
    """Return form → item: the strongest claim wins, then what is sold; equal claims cancel out."""
    claims: dict[str, dict[Named, tuple[int, bool, Form]]] = {}
    for item in items:
        named = Named(_ENTITY[item.kind], item.code)
        for form in forms_of(item):
            if form.text:
                claim = (_RANK[form.strength], not item.on_sale, form)
                held = claims.setdefault(form.text, {}).setdefault(named, claim)
                if claim[:2] < held[:2]:
                    claims[form.text][named] = claim
    settled = {}
    for text, claimed in claims.items():
        best = min(claim[:2] for claim in claimed.values())
        winners = [(claim[2], named) for named, claim in claimed.items() if claim[:2] == best]
        if len(winners) == 1:
            settled[text] = winners[0]
    return settled


_SIGNS = 0xF0000
"""Where Unicode has room for private signs."""


class _Sounds(dict[str, str]):
    """One private sign for each character; characters of one folded sound share it.

    A folded sound is a syllable of Chinese (some 300) or the character itself.
    """

    def __init__(self) -> None:
        super().__init__()
        self._of_sound: dict[str, str] = {}

    def __missing__(self, char: str) -> str:
        sound = folded_sound(char)
        if sound == char:
            return char
        sign = self._of_sound.setdefault(sound, chr(_SIGNS + len(self._of_sound)))
        self[char] = sign
        return sign


_SOUNDS = _Sounds()


def _sounds(text: str) -> str:
    """Return `text` with one sign for each folded sound, so that places stay the same."""
    return "".join([_SOUNDS[char] for char in text])


def _cut(text: str, start: int, end: int) -> bool:
    """Tell whether a number or a Latin word goes on beyond the span."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before and _MARK.match(text[start]) and (_MARK.match(before) or before == "."):
        # 办5g…: a letter before a digit parts them well enough, a digit before a digit does not.
        return text[start].isdigit() == before.isdigit() or before == "."
    if after and _MARK.match(text[end - 1]) and _MARK.match(after):
        return text[end - 1].isdigit() == after.isdigit()
    return False


def _word_ends(text: str, start: int, end: int) -> bool:
    """Tell whether a short name may end here: 手机爆 of 手机爆炸 is no 手机报."""
    return end - start > _SHORT or end == len(text) or text[end] in _WORD_ENDS


def _ordered(text: str, start: int, end: int) -> bool:
    return bool(
        _ORDERED_BEFORE.search(text[max(0, start - 8) : start])
        or _ORDERED_AFTER.match(text[end : end + 12])
    )


def _touches(hit: Hit[Named], others: list[Hit[Named]]) -> bool:
    return any(hit.start < other.end and other.start < hit.end for other in others)


def _undenied(text: str, hits: list[Hit[Named]]) -> list[Hit[Named]]:
    kept = []
    for index, hit in enumerate(hits):
        denied = False
        if index + 1 < len(hits):
            gap = text[hit.end : hits[index + 1].start]
            against = _SET_AGAINST.search(text[max(0, hit.start - 8) : hit.start])
            denied = bool(_TAKEN_BACK.match(gap) or (against and _TURNED_TO.match(gap)))
        elif not _ASKED.match(text[hit.end : hit.end + 20]):
            denied = _DENIED.search(text[max(0, hit.start - 8) : hit.start]) is not None
        if not denied:
            kept.append(hit)
    return kept
