def delete(this, var=1):
    let = this + var
    function = let * 2
    return function
print(delete(1), delete(1, var=5), delete(this=3))
class K:
    def delete(self, const):
        return const
print(K().delete(2), K().delete(const=4))
