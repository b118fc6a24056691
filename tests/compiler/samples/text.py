print('a,b,,c'.split(','), ' x '.strip(), 'abc'.find('c'), 'Hello'.upper().lower(), 'x=1'.partition('='), 'ab'.isalpha(), '12'.isdigit(), 'a-b'.replace('-', '_'))
print('%' in 'a%b', 'abc' * 2, 'abc' + 'd', 'abc'[1:], 'abc'[-1], 'a' < 'b', 'abc'.startswith('ab'), 'abc'.endswith(('c', 'd')), 'a\tb\n'.strip())
print(str(12) + 'x', int('12') + 1, float('1.5'), ord('a'), chr(98), repr('q'), 'title case'.title(), 'x'.center(5, '*'), '7'.zfill(3))
