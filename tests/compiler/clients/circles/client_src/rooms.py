from client_src import people


class Room:
    def __init__(self, name):
        self.name = name

    def enter(self):
        return people.Person(self)
