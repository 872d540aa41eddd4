/**
 * Wraps a read whose result may be used for some seconds. Calls that come meanwhile share one read; a read that failed is not kept.
 *
 * @param seconds 0 reads each time
 */
export const cachedFor = <Value>(seconds: number, read: () => Promise<Value>): (() => Promise<Value>) => {
  let cached: { value: Promise<Value>; until: number } | undefined;
  return () => {
    if (cached && Date.now() < cached.until) return cached.value;
    const current = { value: read(), until: Date.now() + seconds * 1000 };
    cached = current;
    current.value.catch(() => {
      if (cached === current) cached = undefined;
    });
    return current.value;
  };
};
