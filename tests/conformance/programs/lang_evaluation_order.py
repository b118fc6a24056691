def say(x):
    print(x, end=" ")
    return x
print(say(1) in [say(2), say(1)], say(3) not in (say(4),), say("a") in say("abc"))
d = "kept"
try:
    ({} - 1) in (d := [])
except TypeError as e:
    print(e, d)
print(say(1) in (c := [1]) is not say(None), c)
print(say(1) < say(2) in [say(True)])
try:
    f = [say(0), *say(5)]
except TypeError as e:
    print(e)
x = [say(0)][say(0)] + {say("k"): say("v")}[say("k")].count(say("v")) if say(True) else say(False)
print(x)
