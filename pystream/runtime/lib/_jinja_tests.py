"""Jinja2's tests that are more than an operator."""

from _jinja import is_html


def is_boolean(value):
    return value is True or value is False


def is_callable(value):
    return callable(value)


def is_divisibleby(value, num):
    return value % num == 0


def is_escaped(value):
    return is_html(value)


def is_even(value):
    return value % 2 == 0


def is_odd(value):
    return value % 2 == 1


def is_false(value):
    return value is False


def is_true(value):
    return value is True


def is_float(value):
    return isinstance(value, float)


def is_integer(value):
    return isinstance(value, int) and not isinstance(value, bool)


def is_in(value, seq):
    return value in seq


def is_iterable(value):
    try:
        iter(value)
    except TypeError:
        return False
    return True


def is_lower(value):
    return str(value).islower()


def is_upper(value):
    return str(value).isupper()


def is_mapping(value):
    return isinstance(value, dict)


def is_none(value):
    return value is None


def is_number(value):
    return isinstance(value, (int, float, complex))


def is_sameas(value, other):
    return value is other


def is_sequence(value):
    return isinstance(value, (list, tuple, str, dict, range))


def is_string(value):
    return isinstance(value, str)
