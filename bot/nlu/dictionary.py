"""jieba with the telecom words, as an instance of its own.

jieba's process-global tokenizer is left alone (Rasa's or another library's words would change
our cuts), and so is its cache file in the shared temporary folder, which anyone could write.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from jieba import Tokenizer

from bot.text.word_list import good_words


@lru_cache(maxsize=4)
def word_cutter(lines: tuple[str, ...]) -> Tokenizer:
    """Return a jieba tokenizer that knows `lines` besides its own dictionary.

    A line is ``word [frequency [tag]]``. Building takes about 0.7 s and 36 MB, so equal
    dictionaries share one instance; a cutter must not be changed by its user.
    """
    cutter = Tokenizer()
    cutter.FREQ, cutter.total = cutter.gen_pfdict(cutter.get_dict_file())
    cutter.initialized = True
    for line in lines:
        word, frequency, tag = [*line.split(), None, None][:3]
        cutter.add_word(word, frequency, tag)
    return cutter


def dictionary_lines(folder: Path) -> Iterator[str]:
    """Yield the entries of every ``*.txt`` in `folder`, in order of file name; # starts a comment.

    Lines that cannot be read are left out: a mistake by hand costs a word, never the service, and
    `bot.training.check_dictionary` tells of it. A folder that does not exist has none.
    """
    for entry in good_words(folder):
        yield entry.text
