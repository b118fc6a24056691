"""The variable `loop`, and globals that go round."""

from _jinja import context, names_of, need, undefined_, with_values


class Loop:
    """`loop`: what it goes over is known from the start. The loop itself sets index0."""

    def __init__(self, items, depth0=0, function=None):
        self.items = [*items]
        self.depth0 = depth0
        self.function = function
        self.index0 = 0

    @property
    def index(self):
        return self.index0 + 1

    @property
    def length(self):
        return len(self.items)

    @property
    def revindex0(self):
        return len(self.items) - self.index0 - 1

    @property
    def revindex(self):
        return len(self.items) - self.index0

    @property
    def first(self):
        return self.index0 == 0

    @property
    def last(self):
        return self.index0 == len(self.items) - 1

    @property
    def depth(self):
        return self.depth0 + 1

    @property
    def previtem(self):
        return self.items[self.index0 - 1] if self.index0 else undefined_("there is no previous item")

    @property
    def nextitem(self):
        return undefined_("there is no next item") if self.last else self.items[self.index0 + 1]

    def cycle(self, *values):
        if not values:
            raise TypeError("no items for cycling given")
        return values[self.index0 % len(values)]

    def changed(self, *values):
        if getattr(self, "seen", None) == values:
            return False
        self.seen = values
        return True

    def again(self, items):
        """The same loop over something else, one deeper."""
        if self.function is None:
            raise TypeError("The loop must have the 'recursive' marker to be called recursively.")
        return self.function(need(items), self.depth)


def namespace(*values, **named):
    return names_of(with_values(context(), dict(*values, **named)))


class cycler:
    def __init__(self, *items):
        if not items:
            raise RuntimeError("at least one item has to be provided")
        self.items = items
        self.pos = 0

    @property
    def current(self):
        return self.items[self.pos]

    def next(self):
        found = self.items[self.pos]
        self.pos = (self.pos + 1) % len(self.items)
        return found

    def reset(self):
        self.pos = 0


def joiner(sep=", "):
    """A function that gives `sep`, but for the first time."""
    used = False

    def join():
        nonlocal used
        first, used = not used, True
        return "" if first else sep

    return join
