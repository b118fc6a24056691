"""`pystream serve --dev`: an edit is in the browser at once; what is wrong with it is shown there.

watching   files change -> one rebuild, of all that changed meanwhile
compiling  in a process of its own, which remembers what did not change
changes    the pages before and after -> what the browsers are to do
channel    what they are told, by server-sent events, which work while the app is broken
browser/   the half of it that runs there; served by this server only, no part of any build
"""
