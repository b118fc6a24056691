from dataclasses import dataclass

from pystream import Denied


class TooLong(Denied):
    pass


@dataclass
class Message:
    who: str
    text: str
