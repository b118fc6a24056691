from client_src import config
from client_src.config import counter, bump, depth


def tried(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


bump()
print(counter, config.counter)
tried(lambda: config.never)
tried(lambda: hasattr(config, "never"))
tried(lambda: getattr(config, "never", 5))
tried(lambda: getattr(config, "counter"))
module = config
tried(lambda: module.never)
tried(lambda: module.nothing)
tried(lambda: module.__name__)
config.depth = 9
print(config.seen(), config.depth, depth)
module.depth = 10
print(config.seen(), config.depth, module.depth)
setattr(config, "depth", 11)
print(config.seen(), getattr(config, "depth"))
config.new = 4
print(config.new, module.new, hasattr(config, "new"))
del config.new
print(hasattr(config, "new"))
config.seen = lambda: "patched"
print(config.seen(), module.seen())
print(repr(module)[:25])
print([name for name in dir(config) if name[0] != "_"])

import client_src.config as twice

twice = twice.counter
print(twice)
