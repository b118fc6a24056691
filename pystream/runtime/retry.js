// How long to wait before the next try to reach the server.

export const CAP_MS = 10000;
const BASE_MS = 500;

// The first try comes under half a second; then full jitter, so that the tabs of a restarted server do not return
// as one herd. Source: AWS architecture blog, "Exponential backoff and jitter".
export function retryDelay(attempt, random) {
  return attempt ? random() * Math.min(CAP_MS, BASE_MS * 2 ** attempt) : 100 + 300 * random();
}
