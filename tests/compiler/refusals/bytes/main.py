print(b"abc")
