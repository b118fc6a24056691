from pystream import Denied
from pystream.browser import storage
from pystream.client import DomEvent, connection, create, dom, expose, load, on, static, upload
from client_src import state
from server_src import account, chat, market
from shared_src.models import Message, TooLong


async def init() -> None:
    dom["#name"].value = storage.getItem("name") or ""
    expose("shown", lambda: state.shown)
    dom["#logo"].set_attr("src", static("logo.txt"))
    async for price in market.prices("ACME", upto=3):
        dom["#prices"].append(create("li", f"{price:.2f}", "price"))


@on("submit", "#sign-in")
async def sign_in(event: DomEvent) -> None:
    event.prevent()
    storage.setItem("name", dom["#name"].value)
    await account.sign_in(dom["#name"].value)
    await chat.join("lobby")
    dom["#room"].hidden = False


@on(chat.message)
def show(message: Message, channel: str | None) -> None:
    state.shown += 1
    row = create("li", f"{message.who}@{channel}: ")
    row.append(create("b", message.text))
    dom["#log"].append(row)


@on("submit", "#talk")
async def talk(event: DomEvent) -> None:
    event.prevent()
    try:
        await chat.say("lobby", text=dom["#text"].value)
        dom["#text"].value = ""
    except TooLong as why:
        dom["#note"].text = f"too long: {why}"
    except Denied as why:
        dom["#note"].text = str(why)


@on("click", "#leave")
def leave() -> None:
    raise ValueError("a fault of the page's own")


@on("click", "#more")
async def more() -> None:
    await load("later")
    from client_src import later

    later.tell()


@on("change", "#photo")
async def send(event: DomEvent) -> None:
    name, size = await market.size(upload(event.target.element.files.item(0)))
    dom["#note"].text = f"{name}: {size}"


@on("keydown", "#text")
def key(event: DomEvent) -> None:
    if event.key == "!":
        event.prevent()


@on("change", "#size, #loud")
def change(event: DomEvent) -> None:
    dom["#note"].text = f"{event.target.value} {event.target.element.checked}"


@on.state
def show_state(now: str) -> None:
    dom["#state"].text = f"{now} {connection.state}"


@on.reconnect
def back() -> None:
    dom["#note"].text = "back"
