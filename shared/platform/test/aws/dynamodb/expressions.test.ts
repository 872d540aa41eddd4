import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import {
  type ExpressionContext,
  type ExpressionParser,
  rememberExpressions,
} from '../../../src/aws/dynamodb/expressions.ts';

const require = createRequire(import.meta.url);
const dynalite = (name: string): ExpressionParser => require(`dynalite/db/${name}Parser.js`);

type Given = Pick<ExpressionContext, 'attrNames' | 'attrVals'>;
const contextOf = ({ attrNames = {}, attrVals = {} }: Given) => ({
  attrNames,
  attrVals,
  unusedAttrNames: Object.fromEntries(Object.keys(attrNames).map((name) => [name, true])),
  unusedAttrVals: Object.fromEntries(Object.keys(attrVals).map((name) => [name, true])),
  isReserved: (name: string) => name.toUpperCase() === 'STATUS',
  compare: (_: string, left: { N: string }, right: { N: string }) => Number(left.N) > Number(right.N),
});

/** A parser that remembers, and how often it really parsed. */
const remembering = (name: string) => {
  const real = dynalite(name);
  let parses = 0;
  const parser: ExpressionParser = {
    parse: (expression, options) => {
      parses += 1;
      return real.parse(expression, options);
    },
  };
  rememberExpressions(parser);
  return { parser, parses: () => parses };
};

const expressions: [parser: string, expression: string, first: Given, second: Given][] = [
  [
    'update',
    'SET #status = :to, mails.#kind = :mail, quantity = quantity - :one REMOVE reason',
    {
      attrNames: { '#status': 'status', '#kind': 'shipping' },
      attrVals: { ':to': { S: 'a' }, ':mail': { M: {} }, ':one': { N: '1' } },
    },
    {
      attrNames: { '#status': 'status', '#kind': 'shipping' },
      attrVals: { ':to': { S: 'b' }, ':mail': { M: { at: { S: 'now' } } }, ':one': { N: '2' } },
    },
  ],
  [
    'condition',
    'attribute_exists(id) AND (#status IN (:from0, :from1) OR size(tags) > :most)',
    {
      attrNames: { '#status': 'status' },
      attrVals: { ':from0': { S: 'a' }, ':from1': { S: 'b' }, ':most': { N: '3' } },
    },
    {
      attrNames: { '#status': 'status' },
      attrVals: { ':from0': { S: 'c' }, ':from1': { S: 'd' }, ':most': { N: '4' } },
    },
  ],
  [
    'projection',
    'id, #status, items[0].price',
    { attrNames: { '#status': 'status' } },
    { attrNames: { '#status': 'status' } },
  ],
];

describe.each(expressions)('a remembered %s expression', (name, expression, first, second) => {
  test('is parsed once, and holds the values of each request', () => {
    const { parser, parses } = remembering(name);

    const results = [first, second].map((given) => parser.parse(expression, { context: contextOf(given) }));

    expect(results).toEqual(
      [first, second].map((given) => dynalite(name).parse(expression, { context: contextOf(given) })),
    );
    expect(parses()).toBe(1);
  });

  test('marks the names and values that it uses', () => {
    const { parser } = remembering(name);
    parser.parse(expression, { context: contextOf(first) });
    const context = contextOf({
      attrNames: { ...second.attrNames, '#other': 'other' },
      attrVals: { ...second.attrVals, ':other': { S: '' } },
    });
    const again = contextOf({ attrNames: context.attrNames, attrVals: context.attrVals });

    parser.parse(expression, { context });
    parser.parse(expression, { context: again });

    for (const { unusedAttrNames, unusedAttrVals } of [context, again]) {
      expect([Object.keys(unusedAttrNames), Object.keys(unusedAttrVals)]).toEqual([['#other'], [':other']]);
    }
  });
});

test('a change to a result does not reach the next one', () => {
  const { parser } = remembering('projection');
  const parse = () => parser.parse('id, name', { context: contextOf({}) }) as { paths: unknown[] };
  const untouched = structuredClone(parse());

  parse().paths.length = 0;

  expect(parse()).toEqual(untouched);
});

test('an expression with an error is judged again each time', () => {
  const { parser, parses } = remembering('condition');
  const parse = () => parser.parse('status = :a', { context: contextOf({ attrVals: { ':a': { S: '' } } }) });

  expect([parse(), parse()]).toEqual([expect.stringMatching(/reserved/), expect.stringMatching(/reserved/)]);
  expect(parses()).toBe(2);
});

test('values of another type are another expression', () => {
  const { parser, parses } = remembering('update');
  const parse = (value: Record<string, unknown>) =>
    parser.parse('ADD stock :more', { context: contextOf({ attrVals: { ':more': value } }) });

  expect(typeof parse({ N: '1' })).toBe('object');
  expect(parse({ S: 'one' })).toMatch(/operand type/);
  expect(parses()).toBe(2);
});

test('an expression that is judged by its values is never remembered', () => {
  const { parser } = remembering('condition');
  const parse = (low: string, high: string) =>
    parser.parse('price BETWEEN :low AND :high', {
      context: contextOf({ attrVals: { ':low': { N: low }, ':high': { N: high } } }),
    });

  expect(typeof parse('1', '2')).toBe('object');
  expect(parse('2', '1')).toMatch(/BETWEEN/);
});
