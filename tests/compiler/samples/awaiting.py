async def add(a, b=2):
    return a + b
async def init():
    print(await add(1), await add(1, b=5), [await add(1)])
    try:
        await fail()
    except ValueError as e:
        print('caught', e)
    finally:
        print('fin')
    for i in range(3):
        if await add(i) > 3:
            print('big', i)
async def fail():
    raise ValueError('no')
