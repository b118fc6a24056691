print({"constructor": 1, "py_x": 2})
