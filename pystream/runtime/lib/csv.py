"""csv: readers and writers of text, not of files."""

QUOTE_MINIMAL = 0
QUOTE_ALL = 1
QUOTE_NONNUMERIC = 2
QUOTE_NONE = 3


class Error(Exception):
    pass


class Dialect:
    delimiter = ","
    quotechar = '"'
    escapechar = None
    doublequote = True
    skipinitialspace = False
    lineterminator = "\r\n"
    quoting = QUOTE_MINIMAL
    strict = False


class excel(Dialect):
    pass


class excel_tab(excel):
    delimiter = "\t"


class unix_dialect(Dialect):
    quoting = QUOTE_ALL
    lineterminator = "\n"


_dialects = {"excel": excel, "excel-tab": excel_tab, "unix": unix_dialect}
_OPTIONS = (
    "delimiter", "quotechar", "escapechar", "doublequote",
    "skipinitialspace", "lineterminator", "quoting", "strict",
)  # fmt: skip


def register_dialect(name, dialect=None, **options):
    _dialects[name] = _made(dialect, options)


def unregister_dialect(name):
    if name not in _dialects:
        raise Error("unknown dialect")
    del _dialects[name]


def get_dialect(name):
    if name not in _dialects:
        raise Error("unknown dialect")
    return _made(_dialects[name], {})


def list_dialects():
    return list(_dialects)


def _made(dialect, options):
    if isinstance(dialect, str):
        dialect = get_dialect(dialect)
    made = Dialect()
    for name in _OPTIONS:
        setattr(made, name, options.pop(name, getattr(dialect or excel, name)))
    for name in options:
        raise TypeError(f"'{name}' is an invalid keyword argument for this function")
    if not isinstance(made.delimiter, str) or len(made.delimiter) != 1:
        raise TypeError('"delimiter" must be a 1-character string')
    return made


class _Reader:
    def __init__(self, lines, dialect):
        self.lines = iter(lines)
        self.dialect = dialect
        self.line_num = 0

    def __iter__(self):
        return self

    def __next__(self):
        d = self.dialect
        quote = None if d.quoting == QUOTE_NONE else d.quotechar
        row, field = [], []
        # Inside quotes; behind a closing quote; whether the field had quotes, or anything at all.
        inside = closed = quoted = begun = False

        def end():
            text = "".join(field)
            number = d.quoting == QUOTE_NONNUMERIC and not quoted
            row.append(float(text) if number else text)

        while True:
            try:
                line = next(self.lines)
            except StopIteration:
                if not inside:
                    raise
                if d.strict:
                    raise Error("unexpected end of data")
                break
            if not isinstance(line, str):
                raise Error(
                    f"iterator should return strings, not {type(line).__name__} "
                    "(the file should be opened in text mode)"
                )
            self.line_num += 1
            i = 0
            while i < len(line):
                c = line[i]
                i += 1
                if inside:
                    if c == d.escapechar and i < len(line):
                        field.append(line[i])
                        i += 1
                    elif c == quote:
                        if d.doublequote and i < len(line) and line[i] == quote:
                            field.append(c)
                            i += 1
                        else:
                            inside, closed = False, True
                    else:
                        field.append(c)
                elif c in "\r\n":
                    break
                elif c == d.delimiter:
                    end()
                    field = []
                    closed = quoted = False
                    begun = True
                elif c == quote and not field and not closed:
                    inside = quoted = begun = True
                elif c == " " and d.skipinitialspace and not field and not closed:
                    begun = True
                elif closed and d.strict:
                    raise Error(f"'{d.delimiter}' expected after '{quote}'")
                elif c == d.escapechar and i < len(line):
                    field.append(line[i])
                    i += 1
                    begun = True
                else:
                    field.append(c)
                    begun = True
            if not inside:
                break
        if begun:
            end()
        return row


def reader(csvfile, dialect="excel", **options):
    return _Reader(csvfile, _made(dialect, options))


class _Writer:
    def __init__(self, file, dialect):
        self.file = file
        self.dialect = dialect

    def writerow(self, row):
        d = self.dialect
        try:
            fields = list(row)
        except TypeError:
            raise Error(f"iterable expected, not {type(row).__name__}") from None
        text = d.delimiter.join([self._field(each, len(fields) == 1) for each in fields])
        return self.file.write(text + d.lineterminator)

    def writerows(self, rows):
        for row in rows:
            self.writerow(row)

    def _field(self, value, alone):
        d = self.dialect
        text = "" if value is None else str(value)
        number = isinstance(value, (int, float))
        quoted = d.quoting == QUOTE_ALL or (d.quoting == QUOTE_NONNUMERIC and not number)
        made = []
        for c in text:
            if c in (d.delimiter, d.quotechar, d.escapechar, "\r", "\n"):
                if d.quoting == QUOTE_NONE or c == d.escapechar or (c == d.quotechar and not d.doublequote):
                    if d.escapechar is None:
                        raise Error("need to escape, but no escapechar set")
                    made.append(d.escapechar)
                else:
                    quoted = True
                    if c == d.quotechar:
                        made.append(c)
            made.append(c)
        if alone and not text:
            if d.quoting == QUOTE_NONE:
                raise Error("single empty field record must be quoted")
            quoted = True
        text = "".join(made)
        return d.quotechar + text + d.quotechar if quoted else text


def writer(csvfile, dialect="excel", **options):
    return _Writer(csvfile, _made(dialect, options))


class DictReader:
    def __init__(self, f, fieldnames=None, restkey=None, restval=None, dialect="excel", **options):
        self.reader = reader(f, dialect, **options)
        self._fieldnames = None if fieldnames is None else list(fieldnames)
        self.restkey = restkey
        self.restval = restval

    @property
    def fieldnames(self):
        if self._fieldnames is None:
            self._fieldnames = next(self.reader, None)
        return self._fieldnames

    @fieldnames.setter
    def fieldnames(self, value):
        self._fieldnames = value

    @property
    def line_num(self):
        return self.reader.line_num

    def __iter__(self):
        return self

    def __next__(self):
        names = self.fieldnames
        row = next(self.reader)
        while not row:
            row = next(self.reader)
        made = dict(zip(names, row))
        if len(row) > len(names):
            made[self.restkey] = row[len(names) :]
        for name in names[len(row) :]:
            made[name] = self.restval
        return made


class DictWriter:
    def __init__(self, f, fieldnames, restval="", extrasaction="raise", dialect="excel", **options):
        if extrasaction not in ("raise", "ignore"):
            raise ValueError(f"extrasaction ({extrasaction}) must be 'raise' or 'ignore'")
        self.fieldnames = fieldnames
        self.restval = restval
        self.extrasaction = extrasaction
        self.writer = writer(f, dialect, **options)

    def writeheader(self):
        return self.writerow(dict(zip(self.fieldnames, self.fieldnames)))

    def writerow(self, rowdict):
        if self.extrasaction == "raise":
            extra = [key for key in rowdict if key not in self.fieldnames]
            if extra:
                raise ValueError("dict contains fields not in fieldnames: " + ", ".join(map(repr, extra)))
        return self.writer.writerow([rowdict.get(name, self.restval) for name in self.fieldnames])

    def writerows(self, rowdicts):
        for each in rowdicts:
            self.writerow(each)
