print("lazy")
import client_src.under_lazy

value = "lazy"
other = client_src.under_lazy.value
