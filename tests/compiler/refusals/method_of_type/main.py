print(sorted(["b", "A"], key=str.lower))
