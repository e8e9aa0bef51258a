"""Tell at sight that a text is short enough for one line, so that most names need no measuring.

An upper bound, not a measure: no letter of the fonts for paper is wider at any weight that badges use, which
a test reads from the fonts. What the bound can't promise, the typesetter measures.
"""

NARROW_EM = 0.66
WIDE_EM = 1.1
NARROW = frozenset("abcdefghijklnopqrstuvxyzàáâãäåçèéêëìíîïñòóôõöøùúûüýÿ '’-.,")
LAST_LATIN = "\u017f"


def surely_fits(text: str, *, size_pt: float, width_pt: float) -> bool:
    """Whether a text in Latin letters stands on one line of this width in this size, whatever its weight."""
    narrow = sum(ch in NARROW for ch in text)
    widest_em = narrow * NARROW_EM + (len(text) - narrow) * WIDE_EM
    return widest_em * size_pt <= width_pt and max(text, default="") <= LAST_LATIN
