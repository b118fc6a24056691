import statistics
from fractions import Fraction
from statistics import NormalDist, StatisticsError, correlation, covariance, fmean, geometric_mean, harmonic_mean, linear_regression, mean
from statistics import median, median_grouped, median_high, median_low, mode, multimode, pstdev, pvariance, quantiles, stdev, variance

print(mean([1, 2, 3, 4]), mean([1, 2, 3]), mean([1.5, 2.5]), mean([0.1] * 3), mean([Fraction(1, 3), Fraction(1, 6)]), mean([True, False, 1]))
print(mean([1e308, 1e308]), mean([10**20, 10**20 + 1]), mean(x for x in (1, 2)), mean([float("inf"), 1.0]))
print(fmean([3.5, 4, 5.25]), fmean([1, 2, 3], [3, 1, 1]), geometric_mean([54, 24, 36]), harmonic_mean([40, 60]), harmonic_mean([40, 60], weights=[5, 30]), harmonic_mean([1, 0, 2]))
print(median([1, 3, 5]), median([1, 3, 5, 7]), median_low([1, 3, 5, 7]), median_high([1, 3, 5, 7]), median_grouped([52, 52, 53, 54]), median(["b", "a", "c"]))
print(mode([1, 1, 2, 3]), mode("hello"), multimode("aabbcc"), multimode([]), mode(["red", "blue", "blue"]))
data = [1.5, 2.5, 2.5, 2.75, 3.25, 4.75]
print(stdev(data), pstdev(data), variance(data), pvariance(data), variance([1, 2, 3, 4]), pvariance([1, 2, 3]), stdev([1, 2, 3, 4, 5]), pstdev([2, 4, 4, 4, 5, 5, 7, 9]))
print(variance(data, 2.875), pvariance(data, mu=3), variance([Fraction(1, 2), Fraction(3, 4)]))
print(quantiles([1, 2, 3, 4, 5]), quantiles(range(10), n=10), quantiles(data, n=4, method="inclusive"))
x, y = [1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 1, 2, 3, 1, 2, 3]
print(covariance(x, y), correlation(x, y), correlation(x, x))
line = linear_regression([1971, 1975, 1979, 1982, 1983], [1, 2, 3, 4, 5])
print(line, line.slope, round(line.intercept, 6))
slope, intercept = linear_regression(x, y, proportional=True)
print(slope, intercept)
n = NormalDist(100, 15)
print(n, n.mean, n.stdev, n.variance, round(n.cdf(115), 12), n.pdf(100), n.zscore(130), n + 5, n * 2, n == NormalDist(100.0, 15.0), NormalDist.from_samples([1, 2, 3]))
print([round(q, 9) for q in n.quantiles()], round(n.inv_cdf(0.975), 9), round(NormalDist(1, 2).overlap(NormalDist(2, 3)), 12))
for f in (mean, median, mode, stdev, pstdev, fmean, harmonic_mean, quantiles, geometric_mean):
    try:
        f([])
    except StatisticsError as e:
        print(type(e).__name__, e)
try:
    mean(["a"])
except TypeError as e:
    print(e)
print(issubclass(StatisticsError, ValueError), statistics.mean([7]))
