import type { Segment } from './segment.ts';

/** How many products have each value of a category, option or attribute; the most frequent first. */
export type Facet = { name: string; values: { value: string; count: number }[] };

/** The name of the facet of categories. */
const CATEGORY_FACET = 'category';

/** The most facets, and the most values of one: sellers name attributes as they like. */
const MOST_FACETS = 50;
const MOST_VALUES = 100;

/** Counts the values of documents. The categories come first, then names that most products have. */
export const facetsOf = (found: { segment: Segment; documents: Uint32Array }[]): Facet[] => {
  const names = new Map<string, Map<string, number>>();
  for (const { segment, documents } of found) {
    countsOf(segment, documents).forEach((count, number) => {
      const [name, value] = segment.values[number] ?? ['', ''];
      if (count === 0) return;
      const counts = names.get(name) ?? new Map<string, number>();
      names.set(name, counts.set(value, (counts.get(value) ?? 0) + count));
    });
  }
  const { category, properties } = ordered(names);
  return [...category, ...properties].slice(0, MOST_FACETS);
};

const countsOf = ({ values, valueStarts, docValues }: Segment, documents: Uint32Array): Uint32Array => {
  const counts = new Uint32Array(values.length);
  for (let index = 0; index < documents.length; index += 1) {
    const document = documents[index] ?? 0;
    const end = valueStarts[document + 1] ?? 0;
    for (let at = valueStarts[document] ?? 0; at < end; at += 1) {
      const number = docValues[at] ?? 0;
      counts[number] = (counts[number] ?? 0) + 1;
    }
  }
  return counts;
};

const ordered = (names: Map<string, Map<string, number>>) => {
  const facet = ([name, counts]: [string, Map<string, number>]): Facet & { sum: number } => ({
    name: name === '' ? CATEGORY_FACET : name,
    sum: [...counts.values()].reduce((sum, count) => sum + count, 0),
    values: [...counts]
      .map(([value, count]) => ({ value, count }))
      .sort((one, other) => other.count - one.count || compared(one.value, other.value))
      .slice(0, MOST_VALUES),
  });
  const all = [...names].map((entry) => ({ isCategory: entry[0] === '', ...facet(entry) }));
  const plain = ({ name, values }: Facet): Facet => ({ name, values });
  return {
    category: all.filter(({ isCategory }) => isCategory).map(plain),
    properties: all
      .filter(({ isCategory }) => !isCategory)
      .sort((one, other) => other.sum - one.sum || compared(one.name, other.name))
      .map(plain),
  };
};

const compared = (one: string, other: string): number => (one < other ? -1 : Number(one > other));
