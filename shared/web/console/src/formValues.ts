import { fieldText, type Translate } from './fieldText.ts';

type Issue = { path: string; message: string };

/** Says what is wrong with invalid fields, by path. One of an entry in a list of texts belongs to the list, which is one field. */
export const fieldErrors = (issues: Issue[], translate: Translate): Record<string, string> =>
  Object.fromEntries(
    issues.map(({ path, message }) => [
      path.replace(/(\.\d+)+$/, '') || 'root.serverError',
      fieldText(message, translate),
    ]),
  );

/** Drops the fields of a form that were left empty, also within objects and lists. Lists stay. */
export const filledIn = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(entryOf).filter((entry) => entry !== undefined);
  if (typeof value === 'string') return value.trim() || undefined;
  if (value instanceof Date) return value.toISOString();
  if (value === null || typeof value !== 'object') return value ?? undefined;
  const entries = Object.entries(value).flatMap(([key, field]) => {
    const kept = filledIn(field);
    return kept === undefined ? [] : [[key, kept]];
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
};

/** Keeps an empty entry in its place, so that errors of later ones are shown at these. */
const entryOf = (entry: unknown): unknown => filledIn(entry) ?? (entry instanceof Object ? {} : undefined);
