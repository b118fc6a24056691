import re
from itertools import chain

print(re, chain)
