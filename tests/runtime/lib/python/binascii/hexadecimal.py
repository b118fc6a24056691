import binascii

print(binascii.hexlify(b"\x00\xffab"), binascii.hexlify(b"abcd", "-"), binascii.hexlify(b"abcd", b":", 2), binascii.unhexlify("00ffAB"), binascii.unhexlify(b"6162"), binascii.b2a_hex(b"z"))
print(binascii.b2a_base64(b"hi"), binascii.b2a_base64(b"hi", newline=False), binascii.a2b_base64(b"aGk="), binascii.crc32(b"abc"))
for text in ("abc", "zz"):
    try: binascii.unhexlify(text)
    except binascii.Error as e: print(e, isinstance(e, ValueError))
