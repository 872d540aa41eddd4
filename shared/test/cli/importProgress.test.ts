import { expect, test } from '@jest/globals';
import { type Progress, progressOf } from '../../cli/importProgress.ts';

/** What is shown of an import, one state after the other. */
const shown = (...views: { rows: number; done: number; picturesLeft?: number }[]) => {
  let before: Progress | undefined;
  return views.map((view) => {
    before = progressOf(view, before);
    return before && `${before.what} ${before.value}/${before.total}`;
  });
};

test('nothing is shown until the lines are counted', () => {
  expect(shown({ rows: 0, done: 0 })).toEqual([undefined]);
});

test('a file without pictures is done when its lines are', () => {
  expect(shown({ rows: 40, done: 20 }, { rows: 40, done: 40 })).toEqual(['lines 20/40', 'lines 40/40']);
});

test('once all lines are done, the pictures are counted that are left, down to none', () => {
  const left = (picturesLeft: number, done = 40) => ({ rows: 40, done, picturesLeft });
  expect(shown(left(90, 20), left(90), left(60), left(0))).toEqual([
    ...['lines 20/40', 'pictures 0/90', 'pictures 30/90', 'pictures 90/90'],
  ]);
});
