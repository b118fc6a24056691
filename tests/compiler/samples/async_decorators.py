def deco(f):
    async def w(*args, **kw):
        print('before')
        r = await f(*args, **kw)
        return r + 1
    return w
@deco
async def g(x, y=1):
    return x + y
async def init():
    print(await g(1), await g(1, y=2))
