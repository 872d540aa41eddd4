import { expect, test } from '@jest/globals';
import { eventCount, goesOn } from '../../cli/replayProgress.ts';

test('a replay that is cut off says what was sent, and from where it goes on', () => {
  const counts = new Map([
    ['ORDER_CREATED', 2],
    ['ORDER_SHIPPING', 1],
  ]);

  const said = goesOn({ counts, placedSince: '2026-11-27T10:00:00.000Z' });

  expect(said).toMatch(/^3 events had been sent, .* --placed-since 2026-11-27T10:00:00\.000Z$/);
});

test('a replay that is cut off before it began says that nothing was sent', () => {
  expect(goesOn({ counts: new Map() })).toBe('Nothing was sent.');
});

test('one event is not called events', () => {
  expect(eventCount({ counts: new Map([['ORDER_CREATED', 1]]) })).toBe('1 event');
});
