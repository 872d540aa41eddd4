/** The waits between attempts: the first one, and the longest one. */
export type Waits = { first: number; longest: number };

/**
 * Returns how long to wait before a retry: twice as long each time up to a limit, less a random part so that clients that failed together
 * do not retry together.
 *
 * @param retry 1 for the first one
 * @param waits in the unit of the result
 * @param jitter the random part, as a share of the wait
 * @see https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
 */
export const backOff = (retry: number, { first, longest }: Waits, jitter = 1): number =>
  Math.min(first * 2 ** (retry - 1), longest) * (1 - jitter * Math.random());
