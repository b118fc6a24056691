"""How browsers reach a hub: the page and its assets over HTTP, the line over a websocket."""
