type Wrapper = { errors?: unknown[]; cause?: unknown; apiId?: string; code?: string; message?: string };

/** Finds what has happened in an error that may wrap several others, which may wrap others. */
const rootsOf = (error: unknown): Wrapper[] => {
  const { errors = [], cause } = (error ?? {}) as Wrapper;
  const inside = [...errors, ...(cause === undefined ? [] : [cause])];
  return inside.length === 0 ? [(error ?? {}) as Wrapper] : inside.flatMap(rootsOf);
};

/** Returns why something was not sent, for the log: the client's own message says only how often it has tried. */
export const reasonsOf = (error: unknown): string[] => [
  ...new Set(rootsOf(error).map(({ apiId, code, message }) => [apiId ?? code, message].filter(Boolean).join(': '))),
];
