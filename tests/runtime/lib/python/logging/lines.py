import io
import logging
import sys

logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(levelname)s:%(name)s:%(message)s")
log = logging.getLogger("app")
log.info("hello %s", "x")
log.debug("hidden")
log.warning("%d items, %(a)s" if False else "%d items", 3)
logging.info("root %s %s", 1, 2)
logging.getLogger("app.db").error("child")
log.setLevel("ERROR")
log.warning("no")
logging.getLogger("app.db").warning("inherits")
log.log(logging.CRITICAL, "crit")
log.info("dict %(k)s", {"k": 5})
log.setLevel(logging.NOTSET)
log.info("dict %(k)s", {"k": 5})
print(log, log.parent, logging.getLogger() is log.parent, logging.getLogger("app") is log, log.getEffectiveLevel(), log.isEnabledFor(10))
stream = io.StringIO()
handler = logging.StreamHandler(stream)
handler.setFormatter(logging.Formatter("[%(levelname)-8s] %(message)s (%(levelno)d)"))
handler.setLevel(logging.WARNING)
other = logging.getLogger("other")
other.addHandler(handler)
other.propagate = False
other.info("low")
other.warning("w")
other.error("e")
print(stream.getvalue(), end="")
brace = logging.Formatter("{name}|{message}", style="{")
print(brace.format(logging.LogRecord("n", 20, "p.py", 1, "m %s", ("a",), None)))
dollar = logging.Formatter("$name ${message}", style="$")
record = logging.LogRecord("n", 20, "dir/p.py", 7, "m", (), None)
print(dollar.format(record), record.filename, record.module, record.lineno, record)


class Short(logging.Handler):
    def emit(self, record):
        print("->", self.format(record), record.user)


other.handlers.clear()
other.addHandler(Short())
other.setLevel(logging.DEBUG)
other.addFilter(lambda record: "secret" not in record.getMessage())
other.debug("visible", extra={"user": "bob"})
other.debug("secret", extra={"user": "bob"})
adapter = logging.LoggerAdapter(other, {"user": "ann"})
adapter.info("adapted %s", 1)
print(logging.getLevelName(30), logging.getLevelName("INFO"), logging.getLevelName(33), other.hasHandlers(), logging.getLogger("app.x").hasHandlers())
logging.addLevelName(15, "TRACE")
print(logging.getLevelName(15))
err = io.StringIO()
h = logging.StreamHandler(err)
log.addHandler(h)
try:
    log.propagate = False
    1 / 0
except ZeroDivisionError:
    log.exception("failed %s", "here")
lines = err.getvalue().splitlines()
print(lines[0], lines[-1])
log.removeHandler(h)
log.propagate = True
logging.disable(logging.ERROR)
log.error("off")
log.critical("on")
logging.disable(logging.NOTSET)
for bad in (lambda: log.setLevel("NOPE"), lambda: log.log("x", "y"), lambda: logging.Formatter("x", style="?"), lambda: logging.Handler().emit(None)):
    try:
        bad()
    except (ValueError, TypeError, NotImplementedError) as e:
        print(type(e).__name__, e)
log.addHandler(logging.NullHandler())
log.info("end")
log.warning("100%")
