users = [{'name': 'ada', 'age': 36}, {'name': 'bob', 'age': 17}]
print([u['name'] for u in users if u['age'] >= 18], {u['name']: u['age'] for u in users}, {u['age'] % 2 for u in users})
print(sum(u['age'] for u in users), max(users, key=lambda u: u['age'])['name'], sorted(users, key=lambda u: (-u['age'], u['name']))[0]['name'])
print([(i, c) for i, c in enumerate('ab')], dict(zip(['a', 'b'], [1, 2])), [[j for j in range(i)] for i in range(3)])
print(any(u['age'] < 18 for u in users), all(u['age'] < 18 for u in users))
