def tag(name, text='', **attrs):
    parts = ''.join(f' {k}="{v}"' for k, v in sorted(attrs.items()))
    return f'<{name}{parts}>{text}</{name}>'
print(tag('p', 'hi', id='x', title='t'), tag(name='br'))
