class A:
    rows = []
    for n in range(3):
        rows.append(n)
