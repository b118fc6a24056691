from client_src.more import *


def listed():
    return [_private, half]


_private = 2
if _private > 5:
    never = 1
