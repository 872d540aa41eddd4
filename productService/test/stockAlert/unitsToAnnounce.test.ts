import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Announcements, type StockRecord, unitsToAnnounce } from '../../src/stockAlert/stockAlert.ts';

const told = (announced: number, sequence: number): Announcements => ({
  ...{ announced, sequence: `${sequence}`, unsent: [], version: 1 },
});
const record = (sequence: number, before: number, after: number): StockRecord => ({
  ...{ sequence: `${sequence}`, before, after },
});

describe('units to announce are', () => {
  test.each<[string, Announcements | undefined, StockRecord[], number, number]>([
    ['those that came back', undefined, [record(1, 0, 3)], 3, 3],
    ['not those that are sold again', undefined, [record(1, 0, 3)], 1, 1],
    ['not those that were announced', told(3, 1), [record(2, 3, 5)], 5, 2],
    ['those that come back after announced ones are sold', told(3, 1), [record(2, 1, 2)], 2, 1],
    ['none, when the record comes again', told(1, 1), [record(1, 0, 1)], 1, 0],
    ['those of the new one, when it comes again with another', told(1, 1), [record(1, 0, 1), record(2, 1, 2)], 2, 1],
    ['none that a later record is about', undefined, [record(1, 0, 1)], 5, 1],
    ['counted from the lowest stock between', told(2, 1), [record(2, 2, 0), record(3, 0, 1)], 1, 1],
    ['none while none is for sale', told(0, 1), [record(2, 0, 4)], 0, 0],
    ['found by numbers of any length', told(1, 9), [record(10, 0, 1)], 1, 1],
  ])('%s', (_, announcements, records, available, units) => {
    expect(unitsToAnnounce(announcements, records, available).units).toBe(units);
  });
});

test('whatever is sold and comes back, in batches of any size and again: never more than there is stock or came back', () => {
  const change = fc.integer({ min: -3, max: 3 });
  const batch = fc.record({ size: fc.integer({ min: 1, max: 4 }), repeats: fc.integer({ min: 0, max: 2 }) });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 20 }), fc.infiniteStream(batch), (changes, batches) => {
      const records: StockRecord[] = [];
      let level = 0;
      for (const by of changes) {
        const after = Math.max(0, level + by);
        if (after !== level) records.push(record(records.length + 1, level, after));
        level = after;
      }
      let announcements: Announcements | undefined;
      let sum = 0;
      for (let start = 0; start < records.length; ) {
        const { value } = batches.next();
        const from = Math.max(0, start - value.repeats);
        const some = records.slice(from, start + value.size);
        start += value.size;
        const { announced, sequence, units } = unitsToAnnounce(announcements, some, level); // the others are written already
        expect(announced + units).toBeLessThanOrEqual(Math.max(announced, level));
        announcements = { announced: announced + units, sequence, unsent: [], version: 1 };
        sum += units;
        const cameBack = records
          .slice(0, start)
          .reduce((all, { before, after }) => all + Math.max(0, after - before), 0);
        expect(sum).toBeLessThanOrEqual(cameBack);
      }
    }),
  );
});
