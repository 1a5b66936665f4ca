# SPDX-License-Identifier: Apache-2.0
"""Records the terms that scikit-learn finds in odd texts: python make.py > python.json

Made with Python 3.12 (Unicode 15.0) and scikit-learn 1.9.1. The texts hold no character younger than Unicode 12.
"""
import json
import random

from sklearn.feature_extraction.text import CountVectorizer

LETTERS = "abcdeXYZ019_'- ,.!\n\t"
ODD = ("éÉñßẞİıſKΣσςΑάΌ\u0301\u0345\u0334\u0307\u0308\u00ad\u200d\u3000\x1c\x1f\x85\xa0\u2028\ufeff"
       "ǅŉﬁŒÆ²½Ⅷ٣太好😀𝒳𝟘नि्")
FIXED = ["", " ", "ΟΔΥΣΣΕΎΣ ΣΑΣ Σ", "e\u0301te\u0301", "İSTANBUL", "a\n", "don't stop-it e-mail", "😀a😀", "aabab_c{}x"]
PATTERNS = [
    r"(?u)\b\w\w+\b", r"\b\w+\b", r"\w{1,}", r"\w{3,}", r"\S+", r"[a-zA-Z]{2,}", r"\b[a-z]{2,}\b", r"\b[^\d\W]+\b",
    r"(?u)\b\w\w+'?\w*\b", r"[a-z]+(?:['-][a-z]+)*", r"\b\w+\b|[!,.]", r"(?a)\b\w\w+\b", r"(?a)\w+", r"\d+|\w+",
    r"([a-z]+)[,.]?", r"(?P<x>\w)\w+", r"(\w+)\s|\d", r"\w+?\b", r"\w{2,4}", r"\w{2,4}?", r"a|ab|abc", r"(?:a|b)*c",
    r".+?[ ,]", r"^\w+", r"\w+$", r"\w+\Z", r"\A.", r"[]a]+", r"[^]a]+", r"[+\-a]+", r"\u00e9+|\x61", r"x*y|z",
    r"\B\w", r"{a|a{,2}b", r"a{2}|{}x|a\.", r"[\D]+", r"(?:\w+\s)+\w", r"((?:a|b)+)_?", r"\w\w*",
]


def texts():
    draw = random.Random(4)

    def character():
        share = draw.random()
        if share < 0.55:
            return draw.choice(LETTERS)
        return draw.choice(ODD) if share < 0.9 else draw.choice("aAsS") + chr(draw.randrange(0x300, 0x370))

    return FIXED + ["".join(character() for _ in range(draw.randrange(5, 30))) for _ in range(14)]


def settings():
    for number, pattern in enumerate(PATTERNS):
        yield {"token_pattern": pattern, "lowercase": number % 3 > 0}
    for accents in ("ascii", "unicode"):
        for lowercase in (True, False):
            yield {"strip_accents": accents, "lowercase": lowercase, "token_pattern": r"\S+"}
    for analyzer in ("char", "char_wb"):
        for ngrams in ((1, 1), (2, 3), (5, 7)):
            yield {"analyzer": analyzer, "ngram_range": ngrams}
    for ngrams in ((1, 2), (2, 3)):
        yield {"ngram_range": ngrams, "stop_words": ["a", "b", "é"], "token_pattern": r"\w"}


given = texts()
cases = [[options, [CountVectorizer(**options).build_analyzer()(text) for text in given]] for options in settings()]
print(json.dumps({"texts": given, "cases": cases}, ensure_ascii=True, separators=(",", ":")))
