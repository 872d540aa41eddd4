/** Token bucket of a route: `rateLimit` requests a second on average, `burstLimit` at once. */
export type Throttle = { rateLimit: number; burstLimit: number };

/**
 * Creates a bucket that is full at first.
 *
 * @param now the time in milliseconds
 * @returns a function that takes a token, or returns false if there is none
 */
export const tokenBucket = (
  { rateLimit, burstLimit }: Throttle,
  now: () => number = performance.now.bind(performance),
) => {
  let tokens = burstLimit;
  let filled = now();
  return (): boolean => {
    const at = now();
    tokens = Math.min(burstLimit, tokens + ((at - filled) / 1000) * rateLimit);
    filled = at;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
};
