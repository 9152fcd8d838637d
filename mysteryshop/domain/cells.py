"""Kinds of cells that a table can hold beside texts, numbers and dates."""


class UncachedFormula(str):
    """A formula whose result the file does not hold; the text is the formula. Never a value."""

    __slots__ = ()
