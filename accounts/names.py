"""Splits Chinese names, for salutations: most surnames have one character, some two."""

from __future__ import annotations

_COMPOUND = """
欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳
公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙
壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 梁丘 左丘
西门 南荣 东里 仲长 即墨 达奚 褚师 纳兰 完颜 耶律 哥舒
"""
COMPOUND_SURNAMES = frozenset(_COMPOUND.split())
"""Surnames of two characters."""

_LENGTH = 2


def surname_of(name: str) -> str:
    """Return the part of `name` that 先生 or 女士 follows.

    A name of two characters has a surname of one. Names with a middle dot (transcribed from
    another language) are addressed by what stands before it, names in Latin letters by all.
    """
    first = name.split("·", maxsplit=1)[0]
    if first != name or name.isascii():
        return first
    if len(name) > _LENGTH and name[:_LENGTH] in COMPOUND_SURNAMES:
        return name[:_LENGTH]
    return name[:1]
