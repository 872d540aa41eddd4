import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../openapi/description.ts';
import { jsonSchema } from '../../openapi/schemas.ts';
import { routes } from './routes.ts';

/** Texts as large as a body, over which a check, a pattern or a normalisation that comes too early takes long. */
const hostile = {
  'marks of one class': `a${'\u0301'.repeat(32_000)}`,
  'marks that have to be sorted': `a${'\u0301\u0316'.repeat(16_000)}`,
  'white space': ' '.repeat(64_000),
  'white space in between': `a${' '.repeat(64_000)}a`,
  'white space everywhere': 'a '.repeat(32_000),
  'letters that decompose': '\ufdfa'.repeat(21_000),
  'at signs': 'a@'.repeat(32_000),
  dots: 'a.'.repeat(32_000),
  'dots before an at sign': `${'a.'.repeat(31_000)}@${'a.'.repeat(1000)}`,
  hyphens: `${'a-'.repeat(32_000)}!`,
  digits: '9'.repeat(64_000),
  'percent signs': '%2'.repeat(32_000),
};

/** A request of the route for each of its fields, with the text in the field's place. */
const requestsWith = (text: string) =>
  routes.flatMap(({ service, route, body, query, path, example }) =>
    Object.entries({ body, query, path }).flatMap(([part, schema]) => {
      if (schema === undefined) return [];
      const good = (example as Json | undefined)?.[part] as Json | undefined;
      const { properties = {} } = jsonSchema(schema, 'input') as { properties?: Json };
      return Object.keys(properties).map((field) => ({
        place: `${service}: ${route}, ${field}`,
        check: () => schema.safeParse({ ...good, [field]: text }).success,
      }));
    }),
  );

/** Milliseconds of processor time, which a busy machine does not lengthen. */
const costOf = (work: () => unknown): number => {
  const startedAt = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(startedAt);
  return (user + system) / 1000;
};

/** What a normalisation that comes before the check of the length costs. */
const wrongOrder = costOf(() => hostile['marks that have to be sorted'].normalize('NFC'));

/** Whether some work costs less than the mistake; a pause for garbage may fall into one try, not into each of five. */
const isCheap = (work: () => unknown): boolean => Array.from({ length: 5 }).some(() => costOf(work) < wrongOrder / 2);

describe.each(Object.entries(hostile))('64 kB of %s', (_, text) => {
  test('is rejected at once in each field of each route', () => {
    for (const { place, check } of requestsWith(text)) {
      expect([place, check(), isCheap(check)]).toEqual([place, false, true]);
    }
  });
});
