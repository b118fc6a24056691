for i in range(3):
    for j in range(3):
        if j == i:
            continue
        if i + j > 3:
            break
        print(i, j)
else:
    print('done')
n = 10
while n > 0:
    n -= 3
    if n % 2 == 0:
        continue
    print(n)
else:
    print('end', n)
