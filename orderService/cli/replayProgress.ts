/** How far a replay has come: the events that were sent, by type, and when the first of the orders was placed whose events are being sent. */
export type Progress = { counts: Map<string, number>; placedSince?: string };

/** Returns how many events were sent, as text. */
export const eventCount = ({ counts }: Progress): string => {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return `${total} event${total === 1 ? '' : 's'}`;
};

/** Says how a replay goes on that was cut off: with the orders of which perhaps not all was sent. */
export const goesOn = (progress: Progress): string => {
  const { placedSince } = progress;
  if (placedSince === undefined) return 'Nothing was sent.';
  return `${eventCount(progress)} had been sent, and perhaps some of the next orders. To go on, give the same options and --placed-since ${placedSince}`;
};
