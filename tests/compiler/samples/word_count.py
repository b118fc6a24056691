text = 'the quick brown fox jumps over the lazy dog the end'
counts = {}
for word in text.split():
    counts[word] = counts.get(word, 0) + 1
for word, n in sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))[:3]:
    print(f'{word:<6}{n:>3}')
print(' '.join(w.capitalize() for w in text.split()[:3]), text.count('the'), 'fox' in text, text[::-1][:3], '-' * 5)
