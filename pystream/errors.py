"""The errors an action may raise and its caller may catch: the same classes on both sides.

    PystreamError
    ├── Denied            the action refuses; the text is meant for the person
    │   └── SignedOut     it is for people who have signed in, and nobody has
    ├── SlowDown          too many calls; `retry_after` says how many seconds to wait
    ├── Invalid           the call does not fit the action's signature; names the argument
    ├── Failed            the action broke; `ref` finds the traceback in the server's log
    ├── Outdated          the action changed since this page was built; it is to be loaded again
    └── LineError         the call's outcome never came back
        ├── Timeout       no answer within the call's time
        ├── Cancelled     the call was taken back, or its page was closed
        ├── ConnectionLost  the line broke after the call was sent: nobody knows whether it ran
        └── Gap           a stream cannot go on where it was: its server is gone

This file is compiled into the client's bundle too, so it stays in the Python that every engine has.
"""


class PystreamError(Exception):
    pass


class Denied(PystreamError):
    pass


class SignedOut(Denied):
    pass


class SlowDown(PystreamError):
    def __init__(self, text: str, retry_after: float = 0.0) -> None:
        super().__init__(text)
        self.retry_after = retry_after


class Invalid(PystreamError):
    pass


class Failed(PystreamError):
    pass


class Outdated(PystreamError):
    pass


class LineError(PystreamError):
    pass


class Timeout(LineError):
    pass


class Cancelled(LineError):
    pass


class ConnectionLost(LineError):
    pass


class Gap(LineError):
    pass
