"""traceback: exceptions and frames as text."""

import sys

from _traceback import current, frames, report, report_end, report_frames, stack

_missing = object()


class FrameSummary:
    def __init__(self, filename, lineno, name, *, lookup_line=True, locals=None, line=None):
        self.filename = filename
        self.lineno = lineno
        self.name = name
        self.line = line
        self.locals = locals

    def _parts(self):
        return (self.filename, self.lineno, self.name, self.line)

    def __eq__(self, other):
        if isinstance(other, FrameSummary):
            return self._parts() == other._parts()
        if isinstance(other, tuple):
            return self._parts() == other
        return NotImplemented

    def __getitem__(self, index):
        return self._parts()[index]

    def __iter__(self):
        return iter(self._parts())

    def __len__(self):
        return 4

    def __repr__(self):
        return f"<FrameSummary file {self.filename}, line {self.lineno} in {self.name}>"


class StackSummary(list):
    @classmethod
    def from_list(cls, a_list):
        made = cls()
        for filename, lineno, name, line in a_list:
            made.append(FrameSummary(filename, lineno, name, line=line))
        return made

    def format(self):
        return report_frames([frame._parts() for frame in self])


class TracebackException:
    def __init__(self, exc_type, exc_value, exc_traceback, *, limit=None):
        self._exception = exc_value
        self._limit = limit
        self.exc_type = exc_type
        self.stack = extract_tb(exc_traceback, limit)

    @classmethod
    def from_exception(cls, exc, *, limit=None):
        return cls(type(exc), exc, exc.__traceback__, limit=limit)

    def format(self, *, chain=True):
        yield from report(self._exception, self._limit, chain)

    def format_exception_only(self):
        yield from report_end(self._exception)

    def __str__(self):
        return str(self._exception)


def _picked(exc, value):
    """The exception that (exc), (type, exc) or (type, exc, tb) means."""
    if value is not _missing:
        return value
    if exc is None or isinstance(exc, BaseException):
        return exc
    raise TypeError(f"Exception expected for value, {type(exc).__name__} found")


def format_exception(exc, /, value=_missing, tb=None, limit=None, chain=True):
    picked = _picked(exc, value)
    return ["NoneType: None\n"] if picked is None else report(picked, limit, chain)


def format_exception_only(exc, /, value=_missing):
    picked = _picked(exc, value)
    return ["NoneType: None\n"] if picked is None else report_end(picked)


def print_exception(exc, /, value=_missing, tb=None, limit=None, file=None, chain=True):
    _print(format_exception(exc, value, tb, limit, chain), file)


def format_exc(limit=None, chain=True):
    return "".join(format_exception(current(), limit=limit, chain=chain))


def print_exc(limit=None, file=None, chain=True):
    _print(format_exception(current(), limit=limit, chain=chain), file)


def extract_tb(tb, limit=None):
    return StackSummary.from_list(frames(tb, limit))


def format_tb(tb, limit=None):
    return extract_tb(tb, limit).format()


def print_tb(tb, limit=None, file=None):
    _print(format_tb(tb, limit), file)


def walk_tb(tb):
    while tb is not None:
        yield tb.tb_frame, tb.tb_lineno
        tb = tb.tb_next


def extract_stack(f=None, limit=None):
    made = stack()
    return StackSummary.from_list(made if limit is None else made[-limit:] if limit > 0 else made[:-limit])


def format_stack(f=None, limit=None):
    return extract_stack(f, limit).format()


def print_stack(f=None, limit=None, file=None):
    _print(format_stack(f, limit), file)


def format_list(extracted_list):
    return StackSummary.from_list(extracted_list).format()


def print_list(extracted_list, file=None):
    _print(format_list(extracted_list), file)


def clear_frames(tb):
    pass


def _print(entries, file):
    (sys.stderr if file is None else file).write("".join(entries))
