from dataclasses import dataclass


@dataclass
class Message:
    who: str
