opened = 0
