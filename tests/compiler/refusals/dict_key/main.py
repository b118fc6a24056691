print({1: "a", (2, 3): "b", None: "c"})
