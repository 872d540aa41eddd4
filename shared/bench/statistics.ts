/** Returns the value that a `share` (0 to 1) of all values do not exceed: the nearest rank, so always one of `values`. */
export const percentile = (values: number[], share: number): number => {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
};

/** Returns the median of `values`; the mean of the two middle ones when their number is even. */
export const median = (values: number[]): number => {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.slice((sorted.length - 1) >> 1, (sorted.length >> 1) + 1);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
};
