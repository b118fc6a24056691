class AppError(Exception):
    def __init__(self, code, text):
        super().__init__(text)
        self.code = code
class NotFound(AppError):
    pass
def f(x):
    if x == 0:
        raise NotFound(404, 'nope')
    if x == 1:
        raise AppError(500, 'bad')
    return 15 / (x - 2) / 2
for i in range(4):
    try:
        print(f(i))
    except NotFound as e:
        print('nf', e.code, e, e.args)
    except AppError as e:
        print('app', e.code, str(e))
    except ZeroDivisionError as e:
        print('zero', e)
    except Exception as e:
        print('other')
