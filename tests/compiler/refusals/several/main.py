x = 1
del x
text = "é"; print("%s" % text)
