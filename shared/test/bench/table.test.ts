import { expect, test } from '@jest/globals';
import { figure, formatTable } from '../../bench/table.ts';

test('a table is aligned Markdown: names to the left, figures to the right, notes below', () => {
  const text = formatTable({
    title: 'Starts',
    columns: ['start', 's'],
    rows: [
      ['first', '12'],
      ['second', '1.9'],
    ],
    notes: ['Aim: 3 s.'],
  });

  expect(text).toBe(
    [
      '### Starts',
      '',
      '| start  |   s |',
      '| ------ | --: |',
      '| first  |  12 |',
      '| second | 1.9 |',
      '',
      'Aim: 3 s.',
      '',
    ].join('\n'),
  );
});

test('a figure has only significant digits', () => {
  expect([1.2345, 12.345, 123.45, 12_345.6].map(figure)).toEqual(['1.23', '12.3', '123', '12,346']);
});
