print("sub")
from . import leaf
from .. import title
