def f(lock):
    with lock as held:
        print(held)
