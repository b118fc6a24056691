import secrets

print(len(secrets.token_bytes()), len(secrets.token_hex(8)), len(secrets.token_urlsafe(16)), secrets.token_hex(0))
print(all(0 <= secrets.randbelow(10) < 10 for _ in range(50)), secrets.choice([7]), secrets.randbits(0), secrets.randbits(70) < 2**70)
print(secrets.token_hex() != secrets.token_hex(), secrets.compare_digest("a", "a"))
try:
    secrets.randbelow(0)
except ValueError as e:
    print(e)
