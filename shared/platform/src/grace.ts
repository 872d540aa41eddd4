/**
 * Waits for work during shutdown: until it ends, successfully or not, or until `ms` have passed.
 * @returns whether it ended in time
 */
export const waitAtMost = async (work: Promise<unknown>, ms: number): Promise<boolean> => {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, ms, false);
  const done = () => resolve(true);
  work.then(done, done);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
};

/** How long a part of the platform waits for work in flight when it is closed, in milliseconds. */
export const GRACE_MS = 5_000;
