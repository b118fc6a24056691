"""Where am I? The browser knows the position, the server asks which town that is."""

from pystream import PystreamError
from pystream.browser import isSecureContext, position
from pystream.client import create, dom, on
from server_src import geocode


def init() -> None:
    if not isSecureContext:
        dom["#place-note"].text = "Browsers tell a position only to https:// pages and to this machine's own"


@on("click", "#locate")
async def locate() -> None:
    button = dom["#locate"]
    note = dom["#place-note"]
    button.disabled = True
    note.text = "Asking your browser …"
    try:
        here = await position()
        note.text = "Asking which town that is …"
        found = await geocode.lookup(here.latitude, here.longitude)
        place = dom["#place"]
        place.clear()
        place.append(create("span", found.code, "code"))
        place.append(create("strong", found.name))
        place.append(create("span", found.country, "country"))
        note.text = found.credit
    except PystreamError as why:
        note.text = str(why)
    button.disabled = False
