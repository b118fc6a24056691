counter = 0
depth = 1
if counter:
    never = 1


def bump():
    global counter
    counter += 1


def seen():
    return depth
