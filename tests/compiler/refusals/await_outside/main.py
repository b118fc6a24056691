def f(work):
    return await work
