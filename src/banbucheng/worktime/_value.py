"""
One equality, one hash and one repr for the values that every cold start loads.

attrs writes and compiles the three for each class anew, which for these classes takes longer than everything that is
then done with them. They mean the same as those of attrs, for classes that keep their fields in a `__dict__`.
"""

__all__ = ["hashed", "same", "shown"]


def same(self: object, other: object) -> bool:
    """Whether the other is of the same class and has the same fields."""
    return vars(self) == vars(other) if type(other) is type(self) else NotImplemented


def hashed(self: object) -> int:
    """A hash of the class and its fields, mappings left out."""
    return hash((type(self), *(value for value in vars(self).values() if not isinstance(value, dict))))


def shown(self: object) -> str:
    """The class with its fields."""
    fields = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
    return f"{type(self).__name__}({fields})"
