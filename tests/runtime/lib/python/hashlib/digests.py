import hashlib

for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_224", "sha3_256", "sha3_384", "sha3_512"):
    h = hashlib.new(name)
    print(name, h.name, h.digest_size, h.block_size, h.hexdigest())
    for size in (1, 3, 55, 56, 63, 64, 65, 111, 112, 127, 128, 135, 136, 200, 1000):
        print(hashlib.new(name, bytes(i % 251 for i in range(size))).hexdigest())
h = hashlib.sha256()
h.update(b"hello ")
copy = h.copy()
h.update("wörld".encode())
print(h.hexdigest(), copy.hexdigest() == hashlib.sha256(b"hello ").hexdigest(), h.digest()[:4])
print(hashlib.md5(b"a").hexdigest(), hashlib.sha1(bytearray(b"abc")).hexdigest(), hashlib.md5(b"x", usedforsecurity=False).hexdigest())
print(hashlib.pbkdf2_hmac("sha256", b"password", b"salt", 3).hex())
for bad in (lambda: hashlib.md5("text"), lambda: hashlib.sha1(5), lambda: hashlib.new("nope")):
    try:
        bad()
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
