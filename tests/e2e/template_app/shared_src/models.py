from dataclasses import dataclass

from pystream import template_filter


@dataclass
class Note:
    who: str
    text: str
    price: float


@template_filter
def euro(amount: float) -> str:
    return f"{amount:.2f} €"
