import hashlib
import hmac

print(hmac.new(b"key", b"The quick brown fox jumps over the lazy dog", hashlib.sha256).hexdigest())
print(hmac.new(b"k" * 100, b"x", "md5").hexdigest(), hmac.digest(b"k", b"m", "sha1").hex())
h = hmac.new(b"key", digestmod="sha512")
h.update(b"abc")
print(h.name, h.digest_size, h.block_size, h.copy().hexdigest() == h.hexdigest())
print(hmac.compare_digest("abc", "abc"), hmac.compare_digest(b"abc", b"abd"))
