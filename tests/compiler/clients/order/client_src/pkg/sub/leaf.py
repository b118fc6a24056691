print("leaf")
name = "leaf"
from ..sub import leaf as me

print(me.name)
