"""enum: the members that are numbers and strings too."""

from _enum import (
    CONFORM,
    EJECT,
    KEEP,
    STRICT,
    Enum,
    EnumType,
    Flag,
    ReprEnum,
    auto,
    member,
    nonmember,
    unique,
)

EnumMeta = EnumType
property = property
UNIQUE = "verify unique"
CONTINUOUS = "verify continuous"
NAMED_FLAGS = "verify named flags"


class IntEnum(int, ReprEnum):
    pass


class StrEnum(str, ReprEnum):
    def __new__(cls, *values):
        if len(values) > 3:
            raise TypeError(f"too many arguments for str(): {values!r}")
        if values and not isinstance(values[0], str):
            raise TypeError(f"{values[0]!r} is not a string")
        made = str.__new__(cls, *values)
        made._value_ = str(*values)
        return made

    def _generate_next_value_(name, start, count, last_values):
        return name.lower()


class IntFlag(int, ReprEnum, Flag):
    _boundary_ = KEEP


def verify(*checks):
    def check(enumeration):
        if UNIQUE in checks:
            unique(enumeration)
        if CONTINUOUS in checks:
            values = {each.value for each in enumeration}
            low, high = min(values), max(values)
            if issubclass(enumeration, Flag):
                missing = [1 << i for i in range(low.bit_length(), high.bit_length()) if 1 << i not in values]
            else:
                missing = [i for i in range(low + 1, high) if i not in values]
            if missing:
                kind = "flag" if issubclass(enumeration, Flag) else "enum"
                listed = ", ".join(map(str, missing))
                raise ValueError(f"invalid {kind} {enumeration.__name__!r}: missing values {listed}")
        return enumeration

    return check


def global_enum(cls, update_str=False):
    return cls
