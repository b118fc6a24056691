import shlex

print(shlex.split("ls -l 'my file' \"a \\\"b\\\" \\c\" x\\ y ''"), shlex.split("a # b\nc", comments=True), shlex.split("a'b'c"), shlex.split(""), shlex.split("a 'b c'", posix=False))
print(shlex.quote("simple"), shlex.quote("it's"), shlex.quote(""), shlex.quote("a b; rm"), shlex.join(["echo", "a b", "$x"]))
for bad in ("'open", "end\\"):
    try:
        shlex.split(bad)
    except ValueError as e:
        print(e)
