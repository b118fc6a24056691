"""graphlib: topological order."""


class CycleError(ValueError):
    pass


class TopologicalSorter:
    """Nodes become ready when all their predecessors are done."""

    def __init__(self, graph=None):
        self._before = {}  # node -> how many predecessors are not done
        self._after = {}  # node -> its successors
        self._ready = None
        self._given = set()
        self._left = 0
        if graph is not None:
            for node, predecessors in graph.items():
                self.add(node, *predecessors)

    def __class_getitem__(cls, item):
        return cls

    def add(self, node, *predecessors):
        if self._ready is not None:
            raise ValueError("Nodes cannot be added after a call to prepare()")
        for each in (node, *predecessors):
            self._before.setdefault(each, 0)
            self._after.setdefault(each, [])
        self._before[node] += len(predecessors)
        for each in predecessors:
            self._after[each].append(node)

    def prepare(self):
        if self._ready is not None:
            raise ValueError("cannot prepare() more than once")
        self._ready = [node for node, count in self._before.items() if count == 0]
        self._left = len(self._before)
        cycle = self._cycle()
        if cycle:
            raise CycleError("nodes are in a cycle", cycle)

    def _cycle(self):
        """The nodes along a cycle, the first again at the end; None without one."""
        seen = set()
        for start in self._before:
            if start in seen:
                continue
            path = [start]
            steps = [iter(self._after[start])]
            places = {start: 0}
            seen.add(start)
            while path:
                node = next(steps[-1], self)
                if node is self:
                    steps.pop()
                    del places[path.pop()]
                elif node in places:
                    return [*path[places[node] :], node]
                elif node not in seen:
                    seen.add(node)
                    places[node] = len(path)
                    path.append(node)
                    steps.append(iter(self._after[node]))
        return None

    def _prepared(self):
        if self._ready is None:
            raise ValueError("prepare() must be called first")

    def get_ready(self):
        self._prepared()
        ready = tuple(self._ready)
        self._ready.clear()
        self._given.update(ready)
        return ready

    def is_active(self):
        self._prepared()
        return bool(self._ready) or bool(self._given)

    def __bool__(self):
        return self.is_active()

    def done(self, *nodes):
        self._prepared()
        for node in nodes:
            if node not in self._before:
                raise ValueError(f"node {node!r} was not added using add()")
            if node not in self._given:
                if self._before[node] == -1:
                    raise ValueError(f"node {node!r} was already marked done")
                raise ValueError(f"node {node!r} was not passed out (still not ready)")
            self._given.discard(node)
            self._before[node] = -1
            for successor in self._after[node]:
                self._before[successor] -= 1
                if self._before[successor] == 0:
                    self._ready.append(successor)

    def static_order(self):
        self.prepare()
        while self.is_active():
            ready = self.get_ready()
            yield from ready
            self.done(*ready)
