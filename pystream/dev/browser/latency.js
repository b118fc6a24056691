// How long calls took.

/** {p50, p99, count} of the last `most` times; null without any. */
export function percentiles(times, most) {
  const sorted = times.slice(-most).sort((a, b) => a - b);
  if (!sorted.length) return null;
  const at = part => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)];
  return {p50: at(0.5), p99: at(0.99), count: sorted.length};
}
