"""warnings: shown on the console's error stream, recorded, or raised."""

import sys

_state = {"filters": [], "seen": set(), "log": None}


class WarningMessage:
    def __init__(self, message, category, filename="", lineno=0, file=None, line=None, source=None):
        self.message = message
        self.category = category
        self.filename = filename
        self.lineno = lineno
        self.file = file
        self.line = line
        self.source = source
        self._category_name = category.__name__

    def __str__(self):
        return (
            f"{{message : {self.message!r}, category : {self._category_name!r}, filename : {self.filename!r}, "
            f"lineno : {self.lineno}, line : {self.line!r}}}"
        )


def formatwarning(message, category, filename, lineno, line=None):
    return f"{filename}:{lineno}: {category.__name__}: {message}\n"


def showwarning(message, category, filename, lineno, file=None, line=None):
    (file or sys.stderr).write(formatwarning(message, category, filename, lineno, line))


def _action(text, category):
    for action, part, kind in _state["filters"]:
        if issubclass(category, kind) and text.startswith(part):
            return action
    hidden = (DeprecationWarning, ImportWarning, ResourceWarning)
    return "ignore" if issubclass(category, hidden) and category is not DeprecationWarning else "default"


def warn(message, category=None, stacklevel=1, source=None):
    if isinstance(message, Warning):
        category = type(message)
    elif category is None:
        category = UserWarning
    if not (isinstance(category, type) and issubclass(category, Warning)):
        raise TypeError(f"category must be a Warning subclass, not '{type(category).__name__}'")
    text = str(message)
    action = _action(text, category)
    if action == "ignore":
        return
    if not isinstance(message, Warning):
        message = category(message)
    if action == "error":
        raise message
    if action != "always":
        if (text, category) in _state["seen"]:
            return
        _state["seen"].add((text, category))
    log = _state["log"]
    if log is None:
        showwarning(message, category, "<python>", 1)
    else:
        log.append(WarningMessage(message, category, "<python>", 1))


def warn_explicit(
    message, category, filename, lineno, module=None, registry=None, module_globals=None, source=None
):
    warn(message, category)


def simplefilter(action, category=Warning, lineno=0, append=False):
    _add(action, "", category, append)


def filterwarnings(action, message="", category=Warning, module="", lineno=0, append=False):
    _add(action, message, category, append)


def _add(action, message, category, append):
    if action not in ("error", "ignore", "always", "default", "module", "once"):
        raise AssertionError(f"invalid action: {action!r}")
    item = (action, message, category)
    if append:
        _state["filters"].append(item)
    else:
        _state["filters"].insert(0, item)
    _state["seen"].clear()


def resetwarnings():
    _state["filters"].clear()


class catch_warnings:
    def __init__(self, *, record=False, module=None, action=None, category=Warning, lineno=0, append=False):
        self._record = record
        self._action = action
        self._category = category

    def __enter__(self):
        self._saved = (list(_state["filters"]), set(_state["seen"]), _state["log"])
        _state["seen"].clear()
        if self._record:
            _state["log"] = []
        if self._action is not None:
            simplefilter(self._action, self._category)
        return _state["log"] if self._record else None

    def __exit__(self, *exc_info):
        _state["filters"], _state["seen"], _state["log"] = self._saved
