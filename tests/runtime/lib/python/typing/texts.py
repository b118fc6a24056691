from typing import Annotated, List, Optional, Union, assert_never, final, get_type_hints

print(Optional[Union[int, str]], Union[int, None, str], Optional[int], List["Foo"], Annotated[int, "x"])


@final
class Last:
    a: "int"
    b: "list" = None


print(Last.__final__, get_type_hints(Last))
try: assert_never(5)
except AssertionError as e: print(e)
