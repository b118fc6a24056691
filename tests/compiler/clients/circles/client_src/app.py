from client_src import c1, rooms

print(rooms.Room("lobby").enter().title(), c1.x)
