from pystream import Invalid
from pystream.client import connection, dom, on, upload
from server_src import files


@on.state
def show_state() -> None:
    dom["#state"].text = connection.state


def show(sent: int, total: int) -> None:
    dom["#progress"].text = f"{sent} of {total}"


@on("click", "#send")
async def send() -> None:
    file = dom["#file"].element.files[0]
    dom["#result"].text = await files.digest("with progress", upload(file, progress=show))


@on("click", "#plain")
async def send_plain() -> None:
    dom["#result"].text = await files.digest("plain", file=dom["#file"].element.files[0])


@on("click", "#blob")
async def send_blob() -> None:
    part = dom["#file"].element.files[0].slice(0, 5)
    dom["#result"].text = str(await files.small(part))


@on("click", "#large")
async def send_large() -> None:
    try:
        await files.small(dom["#file"].element.files[0])
    except Invalid as why:
        dom["#result"].text = str(why)
