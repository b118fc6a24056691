import client_src.rooms


class Person:
    def __init__(self, room):
        self.room = room

    def title(self):
        return f"{self.room.name} {isinstance(self.room, client_src.rooms.Room)}"
