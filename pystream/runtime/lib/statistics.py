"""statistics: sums are exact (integers over a common denominator), results are rounded once."""

import math
import random


class StatisticsError(ValueError):
    pass


def _type(a, b):
    """The type of a + b."""
    if a is b or b is int or b is bool:
        return a
    if a is int:
        return b
    if issubclass(b, a):
        return b
    if issubclass(a, b) or issubclass(b, int):
        return a
    if issubclass(a, int):
        return b
    if b is float and not hasattr(a, "quantize"):
        return b
    if a is float and not hasattr(b, "quantize"):
        return a
    raise TypeError(f"don't know how to coerce {a.__name__} and {b.__name__}")


def _ratio(x):
    """Numerator and denominator; a denominator of None: infinity or NaN itself."""
    try:
        return x.as_integer_ratio()
    except AttributeError:
        raise TypeError(f"can't convert type '{type(x).__name__}' to numerator/denominator") from None
    except (OverflowError, ValueError):
        return x, None


class _Sum:
    """The exact sum of numbers and, where asked for, of their squares."""

    def __init__(self, data, squares=False):
        self.type = int
        self.count = 0
        totals = {}
        square_totals = {}
        special = None
        for x in data:
            self.count += 1
            kind = type(x)
            if kind is not self.type:
                self.type = _type(self.type, kind)
            n, d = _ratio(x)
            if d is None:
                special = n if special is None else special + n
                continue
            totals[d] = totals.get(d, 0) + n
            if squares:
                square_totals[d] = square_totals.get(d, 0) + n * n
        self.special = special
        self.bottom = math.lcm(*totals) if totals else 1
        self.top = sum(n * (self.bottom // d) for d, n in totals.items())
        self.squares = sum(n * (self.bottom // d) ** 2 for d, n in square_totals.items())


def _converted(n, d, kind):
    if kind is int or kind is bool:
        return n // d if n % d == 0 else n / d
    if issubclass(kind, float):
        return kind(n / d)
    if issubclass(kind, int):
        return n / d
    return kind(n) / kind(d)


def _sqrt(n, d, kind):
    """The root of n / d, correctly rounded."""
    if hasattr(kind, "quantize"):
        if not n:
            return kind("0.0")
        root = (kind(n) / kind(d)).sqrt()
        top, bottom = root.as_integer_ratio()
        if top * top * d == n * bottom * bottom:
            return root
        # Twice the digits and one for "and more": the product is rounded once.
        scaled = n * 10**112 // d
        digits = math.isqrt(scaled)
        return kind(digits * 10 + 1) * kind(10) ** -57
    if not n:
        return 0.0
    # A root of 55 bits at least, its last bit set if it is not exact, rounds like the true one.
    shift = (n.bit_length() - d.bit_length() - 109) // 2
    if shift >= 0:
        d <<= 2 * shift
    else:
        n <<= -2 * shift
    root = math.isqrt(n // d)
    root |= root * root * d != n
    return (root << shift) / 1 if shift >= 0 else root / (1 << -shift)


def _listed(data):
    return data if isinstance(data, (list, tuple)) else list(data)


def mean(data):
    total = _Sum(data)
    if not total.count:
        raise StatisticsError("mean requires at least one data point")
    if total.special is not None:
        return total.special
    return _converted(total.top, total.bottom * total.count, total.type)


def fmean(data, weights=None):
    data = _listed(data)
    if weights is None:
        if not data:
            raise StatisticsError("fmean requires at least one data point")
        return math.fsum(data) / len(data)
    weights = _listed(weights)
    if len(weights) != len(data):
        raise StatisticsError("data and weights must be the same length")
    total = math.fsum(weights)
    if not total:
        raise StatisticsError("sum of weights must be non-zero")
    return math.fsum(x * w for x, w in zip(data, weights)) / total


def geometric_mean(data):
    try:
        return math.exp(fmean(map(math.log, data)))
    except ValueError:
        text = "geometric mean requires a non-empty dataset containing positive numbers"
        raise StatisticsError(text) from None


def harmonic_mean(data, weights=None):
    data = _listed(data)
    if not data:
        raise StatisticsError("harmonic_mean requires at least one data point")
    if len(data) == 1 and weights is None:
        x = data[0]
        if isinstance(x, str) or not hasattr(x, "as_integer_ratio"):
            raise TypeError("unsupported type")
        if x < 0:
            raise StatisticsError("harmonic mean does not support negative values")
        return x
    if weights is None:
        weights = [1] * len(data)
        total = len(data)
    else:
        weights = _listed(weights)
        if len(weights) != len(data):
            raise StatisticsError("Number of weights does not match data size")
        whole = _Sum(weights)
        total = _converted(whole.top, whole.bottom, whole.type)
    for x in data:
        if x < 0:
            raise StatisticsError("harmonic mean does not support negative values")
        if x == 0:
            return 0
    # The parts w / x are themselves rounded, as floats are.
    parts = _Sum([w / x if w else 0 for w, x in zip(weights, data)])
    kind = parts.type
    top, bottom = parts.top, parts.bottom
    n, d = _ratio(total)
    return _converted(n * bottom, d * top, kind)


def median(data):
    data = sorted(data)
    n = len(data)
    if not n:
        raise StatisticsError("no median for empty data")
    half = n // 2
    return data[half] if n % 2 else (data[half - 1] + data[half]) / 2


def median_low(data):
    data = sorted(data)
    if not data:
        raise StatisticsError("no median for empty data")
    return data[(len(data) - 1) // 2]


def median_high(data):
    data = sorted(data)
    if not data:
        raise StatisticsError("no median for empty data")
    return data[len(data) // 2]


def median_grouped(data, interval=1):
    data = sorted(data)
    n = len(data)
    if not n:
        raise StatisticsError("no median for empty data")
    middle = data[n // 2]
    below = sum(x < middle for x in data)
    same = data.count(middle)
    try:
        interval = float(interval)
        middle = float(middle)
    except ValueError:
        raise TypeError("Value cannot be converted to a float") from None
    return middle - interval / 2.0 + interval * (n / 2 - below) / same


def _counted(data):
    counts = {}
    for x in data:
        counts[x] = counts.get(x, 0) + 1
    return counts


def mode(data):
    counts = _counted(data)
    if not counts:
        raise StatisticsError("no mode for empty data")
    return max(counts, key=counts.get)


def multimode(data):
    counts = _counted(data)
    most = max(counts.values(), default=0)
    return [x for x, n in counts.items() if n == most]


def quantiles(data, *, n=4, method="exclusive"):
    if n < 1:
        raise StatisticsError("n must be at least 1")
    data = sorted(data)
    size = len(data)
    if size < 2:
        raise StatisticsError("must have at least two data points")
    cuts = []
    if method == "inclusive":
        for i in range(1, n):
            j, delta = divmod(i * (size - 1), n)
            cuts.append((data[j] * (n - delta) + data[j + 1] * delta) / n)
        return cuts
    if method == "exclusive":
        for i in range(1, n):
            j = min(max(i * (size + 1) // n, 1), size - 1)
            delta = i * (size + 1) - j * n
            cuts.append((data[j - 1] * (n - delta) + data[j] * delta) / n)
        return cuts
    raise ValueError(f"Unknown method: {method!r}")


def _squares(data, center):
    """The sum of squared deviations as a ratio, the type, how many."""
    if center is not None:
        data = [x - center for x in data]
    total = _Sum(data, True)
    if total.special is not None:
        return math.nan, 1, total.type, total.count
    d = total.bottom * total.bottom
    if center is not None or not total.count:
        return total.squares, d, total.type, total.count
    return total.count * total.squares - total.top * total.top, total.count * d, total.type, total.count


def variance(data, xbar=None):
    n, d, kind, count = _squares(data, xbar)
    if count < 2:
        raise StatisticsError("variance requires at least two data points")
    return _converted(n, d * (count - 1), kind) if n == n else n


def pvariance(data, mu=None):
    n, d, kind, count = _squares(data, mu)
    if count < 1:
        raise StatisticsError("pvariance requires at least one data point")
    return _converted(n, d * count, kind) if n == n else n


def stdev(data, xbar=None):
    n, d, kind, count = _squares(data, xbar)
    if count < 2:
        raise StatisticsError("stdev requires at least two data points")
    return _sqrt(n, d * (count - 1), kind) if n == n else n


def pstdev(data, mu=None):
    n, d, kind, count = _squares(data, mu)
    if count < 1:
        raise StatisticsError("pstdev requires at least one data point")
    return _sqrt(n, d * count, kind) if n == n else n


def _paired(name, x, y, least=2):
    if len(x) != len(y):
        raise StatisticsError(f"{name} requires that both inputs have same number of data points")
    if len(x) < least:
        raise StatisticsError(f"{name} requires at least two data points")
    n = len(x)
    return n, math.fsum(x) / n, math.fsum(y) / n


def covariance(x, y, /):
    n, xbar, ybar = _paired("covariance", x, y)
    return math.fsum((a - xbar) * (b - ybar) for a, b in zip(x, y)) / (n - 1)


def correlation(x, y, /):
    _, xbar, ybar = _paired("correlation", x, y)
    sxy = math.fsum((a - xbar) * (b - ybar) for a, b in zip(x, y))
    sxx = math.fsum((a - xbar) * (a - xbar) for a in x)
    syy = math.fsum((b - ybar) * (b - ybar) for b in y)
    try:
        return sxy / math.sqrt(sxx * syy)
    except ZeroDivisionError:
        raise StatisticsError("at least one of the inputs is constant") from None


class LinearRegression(tuple):
    def __new__(cls, slope, intercept):
        return tuple.__new__(cls, (slope, intercept))

    @property
    def slope(self):
        return self[0]

    @property
    def intercept(self):
        return self[1]

    def __repr__(self):
        return f"LinearRegression(slope={self[0]!r}, intercept={self[1]!r})"


def linear_regression(x, y, /, *, proportional=False):
    _, xbar, ybar = _paired("linear regression", x, y)
    if proportional:
        sxy = math.fsum(a * b for a, b in zip(x, y))
        sxx = math.fsum(a * a for a in x)
    else:
        sxy = math.fsum((a - xbar) * (b - ybar) for a, b in zip(x, y))
        sxx = math.fsum((a - xbar) * (a - xbar) for a in x)
    try:
        slope = sxy / sxx
    except ZeroDivisionError:
        raise StatisticsError("x is constant") from None
    return LinearRegression(slope, 0.0 if proportional else ybar - slope * xbar)


def _inverse(p):
    """The standard normal value below which a share p lies: a start from the tail's asymptote, then Halley's method on erfc."""
    tail = min(p, 1.0 - p)
    t = math.sqrt(-2.0 * math.log(tail))
    x = t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (
        1.0 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t**3
    )
    for _ in range(3):
        error = 0.5 * math.erfc(x / math.sqrt(2.0)) - tail
        step = error * math.sqrt(2.0 * math.pi) * math.exp(x * x / 2.0)
        x += step / (1.0 + x * step / 2.0)
    return x if p > 0.5 else -x


class NormalDist:
    def __init__(self, mu=0.0, sigma=1.0):
        if sigma < 0.0:
            raise StatisticsError("sigma must be non-negative")
        self._mu = float(mu)
        self._sigma = float(sigma)

    @classmethod
    def from_samples(cls, data):
        data = list(data)
        return cls(mean(data), stdev(data))

    @property
    def mean(self):
        return self._mu

    @property
    def median(self):
        return self._mu

    @property
    def mode(self):
        return self._mu

    @property
    def stdev(self):
        return self._sigma

    @property
    def variance(self):
        return self._sigma * self._sigma

    def samples(self, n, *, seed=None):
        gauss = random.gauss if seed is None else random.Random(seed).gauss
        return [gauss(self._mu, self._sigma) for _ in range(n)]

    def pdf(self, x):
        variance = self._sigma * self._sigma
        if not variance:
            raise StatisticsError("pdf() not defined when sigma is zero")
        diff = x - self._mu
        return math.exp(diff * diff / (-2.0 * variance)) / math.sqrt(2.0 * math.pi * variance)

    def cdf(self, x):
        if not self._sigma:
            raise StatisticsError("cdf() not defined when sigma is zero")
        return 0.5 * (1.0 + math.erf((x - self._mu) / (self._sigma * 1.4142135623730951)))

    def inv_cdf(self, p):
        if p <= 0.0 or p >= 1.0:
            raise StatisticsError("p must be in the range 0.0 < p < 1.0")
        if self._sigma <= 0.0:
            raise StatisticsError("cdf() not defined when sigma at or below zero")
        return self._mu + _inverse(p) * self._sigma

    def quantiles(self, n=4):
        return [self.inv_cdf(i / n) for i in range(1, n)]

    def zscore(self, x):
        if not self._sigma:
            raise StatisticsError("zscore() not defined when sigma is zero")
        return (x - self._mu) / self._sigma

    def overlap(self, other):
        if not isinstance(other, NormalDist):
            raise TypeError("Expected another NormalDist instance")
        a, b = sorted((self, other), key=lambda d: (d._sigma, d._mu))
        if not a.variance or not b.variance:
            raise StatisticsError("overlap() not defined when sigma is zero")
        difference = b.variance - a.variance
        distance = abs(b._mu - a._mu)
        if not difference:
            return 1.0 - math.erf(distance / (2.0 * a._sigma * math.sqrt(2.0)))
        base = a._mu * b.variance - b._mu * a.variance
        root = (
            a._sigma
            * b._sigma
            * math.sqrt(distance * distance + difference * math.log(b.variance / a.variance))
        )
        first, second = (base + root) / difference, (base - root) / difference
        return 1.0 - (abs(b.cdf(first) - a.cdf(first)) + abs(b.cdf(second) - a.cdf(second)))

    def __add__(self, other):
        if isinstance(other, NormalDist):
            return NormalDist(self._mu + other._mu, math.hypot(self._sigma, other._sigma))
        return NormalDist(self._mu + other, self._sigma)

    def __sub__(self, other):
        if isinstance(other, NormalDist):
            return NormalDist(self._mu - other._mu, math.hypot(self._sigma, other._sigma))
        return NormalDist(self._mu - other, self._sigma)

    def __mul__(self, other):
        return NormalDist(self._mu * other, self._sigma * abs(other))

    def __truediv__(self, other):
        return NormalDist(self._mu / other, self._sigma / abs(other))

    def __pos__(self):
        return NormalDist(self._mu, self._sigma)

    def __neg__(self):
        return NormalDist(-self._mu, self._sigma)

    __radd__ = __add__

    def __rsub__(self, other):
        return -(self - other)

    __rmul__ = __mul__

    def __eq__(self, other):
        if not isinstance(other, NormalDist):
            return NotImplemented
        return self._mu == other._mu and self._sigma == other._sigma

    def __hash__(self):
        return hash((self._mu, self._sigma))

    def __repr__(self):
        return f"NormalDist(mu={self._mu!r}, sigma={self._sigma!r})"
