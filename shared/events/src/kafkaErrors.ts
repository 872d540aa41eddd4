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

/** The client's codes for what a broker has answered about a request, and for topics that do not exist. */
const REFUSALS = ['PLT_KFK_PROTOCOL', 'PLT_KFK_USER'];

/**
 * Returns whether a broker was reached and did not take something of what was sent, so that others may still be sent. Everything else is an
 * outage: no broker, no sign-in, no secret. A refused sign-in is the cause of a lost connection, and not among its errors.
 */
export const isRefusal = (error: unknown): boolean => {
  const { code = '', errors = [] } = (error ?? {}) as Wrapper;
  return REFUSALS.includes(code) || errors.some(isRefusal);
};
