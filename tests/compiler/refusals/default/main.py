def f(rows=[], at=print):
    return [lambda i=i: i for i in rows]
