"""Markup: text that is HTML, as the server's markupsafe has it. What is put into it is escaped."""

from _jinja import dot, esc, escape, fragment, is_html, make_html_by


class _Escaped:
    """A value that `%` puts into HTML."""

    def __init__(self, value):
        self.value = value

    def __getitem__(self, key):
        return _Escaped(self.value[key])

    def __str__(self):
        return esc(self.value)

    def __repr__(self):
        return esc(repr(self.value))

    def __getattr__(self, name):
        return _Escaped(dot(self.value, name))

    def __format__(self, spec):
        if not is_html(self.value):
            return esc(format(self.value, spec))
        if spec:
            raise ValueError("Unsupported format specification for Markup.")
        return esc(self.value.__html__())

    def __int__(self):
        return int(self.value)

    def __float__(self):
        return float(self.value)


class Markup(str):
    def __new__(cls, value=""):
        return str.__new__(cls, esc(value) if is_html(value) else value)

    def __html__(self):
        return self

    @property
    def element(self):
        return fragment(str(self))

    def __repr__(self):
        return f"Markup({str.__repr__(self)})"

    def __add__(self, value):
        return Markup(str(self) + esc(value)) if _is_text(value) else NotImplemented

    def __radd__(self, value):
        return Markup(esc(value) + str(self)) if _is_text(value) else NotImplemented

    def __mul__(self, times):
        return Markup(str(self) * times)

    __rmul__ = __mul__

    def __mod__(self, value):
        if isinstance(value, tuple):
            value = tuple([_Escaped(each) for each in value])
        elif isinstance(value, dict):
            value = {key: _Escaped(each) for key, each in value.items()}
        else:
            value = (_Escaped(value),)
        return Markup(str(self) % value)

    def __getitem__(self, key):
        return Markup(str(self)[key])

    def join(self, values):
        return Markup(str(self).join([esc(each) for each in values]))

    def split(self, sep=None, maxsplit=-1):
        return [Markup(each) for each in str(self).split(sep, maxsplit)]

    def rsplit(self, sep=None, maxsplit=-1):
        return [Markup(each) for each in str(self).rsplit(sep, maxsplit)]

    def splitlines(self, keepends=False):
        return [Markup(each) for each in str(self).splitlines(keepends)]

    def partition(self, sep):
        return tuple([Markup(each) for each in str(self).partition(sep)])

    def rpartition(self, sep):
        return tuple([Markup(each) for each in str(self).rpartition(sep)])

    def capitalize(self):
        return Markup(str(self).capitalize())

    def title(self):
        return Markup(str(self).title())

    def lower(self):
        return Markup(str(self).lower())

    def upper(self):
        return Markup(str(self).upper())

    def swapcase(self):
        return Markup(str(self).swapcase())

    def casefold(self):
        return Markup(str(self).casefold())

    def replace(self, old, new, count=-1):
        return Markup(str(self).replace(str(old), esc(new), count))

    def strip(self, chars=None):
        return Markup(str(self).strip(chars))

    def lstrip(self, chars=None):
        return Markup(str(self).lstrip(chars))

    def rstrip(self, chars=None):
        return Markup(str(self).rstrip(chars))

    def center(self, width, fillchar=" "):
        return Markup(str(self).center(width, esc(fillchar)))

    def ljust(self, width, fillchar=" "):
        return Markup(str(self).ljust(width, esc(fillchar)))

    def rjust(self, width, fillchar=" "):
        return Markup(str(self).rjust(width, esc(fillchar)))

    def zfill(self, width):
        return Markup(str(self).zfill(width))

    def expandtabs(self, tabsize=8):
        return Markup(str(self).expandtabs(tabsize))

    def translate(self, table):
        return Markup(str(self).translate(table))

    def removeprefix(self, prefix):
        return Markup(str(self).removeprefix(prefix))

    def removesuffix(self, suffix):
        return Markup(str(self).removesuffix(suffix))

    def format(self, *values, **named):
        return self._formatted(values, named)

    def format_map(self, named):
        return self._formatted((), named)

    def _formatted(self, values, named):
        values = [_Escaped(each) for each in values]
        return Markup(str(self).format(*values, **{name: _Escaped(named[name]) for name in named}))

    @classmethod
    def escape(cls, value):
        return escape(value)


def _is_text(value):
    return isinstance(value, str) or is_html(value)


# Whatever makes HTML makes this from now on.
make_html_by(Markup)
