/**
 * Serialises query parameters as the APIs read them: a list is a parameter that is repeated, and each field of an object is a parameter of
 * its own, `attr.Size=M` for `{ attr: { Size: 'M' } }`.
 */
export const queryText = (query: Record<string, unknown>): string =>
  Object.entries(query)
    .flatMap(([name, value]) => parametersOf(name, value))
    .join('&');

const parametersOf = (name: string, value: unknown): string[] => {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((one) => parametersOf(name, one));
  if (typeof value === 'object') {
    return Object.entries(value).flatMap(([field, one]) => parametersOf(`${name}.${field}`, one));
  }
  return [`${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`];
};
