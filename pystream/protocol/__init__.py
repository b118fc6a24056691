"""The server's side of one line as a state machine: no sockets, no asyncio."""
