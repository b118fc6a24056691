from pystream.browser import Map, window

print(Map, window)
