import { describe, expect, test } from '@jest/globals';
import { choicesIn, cleared, facetsToShow, isPossible, sortsOf, toggled } from '../../shop/src/catalogue/filters.ts';

const chosen = (text: string, isSearch = false) => choicesIn(new URLSearchParams(text), isSearch);

describe('the choices in an address', () => {
  test('are order, prices, category, and several values of options and attributes', () => {
    expect(chosen('sort=price-asc&minPrice=5&maxPrice=9.99&category=Hats&attr.Size=M&attr.Size=L&attr.Size=M')).toEqual(
      {
        sort: 'price-asc',
        minPrice: '5',
        maxPrice: '9.99',
        category: 'Hats',
        attr: new Map([['Size', ['M', 'L']]]),
      },
    );
  });

  test('leave out what cannot be one', () => {
    expect(chosen('sort=cheapest&minPrice=-5&maxPrice=1e9&category=&attr.=M&attr.Size=&other=1')).toEqual({
      sort: 'newest',
      minPrice: '',
      maxPrice: '',
      category: undefined,
      attr: new Map(),
    });
  });

  test('may have names that objects have', () => {
    expect([...chosen('attr.constructor=a&attr.__proto__=b').attr]).toEqual([
      ['constructor', ['a']],
      ['__proto__', ['b']],
    ]);
  });

  test('are no more than a search takes', () => {
    const names = Array.from({ length: 12 }, (_, index) => `attr.n${index}=1`);
    const values = Array.from({ length: 25 }, (_, index) => `attr.n0=${index}`);

    const { attr } = chosen([...names, ...values].join('&'));

    expect([attr.size, attr.get('n0')?.length]).toEqual([10, 20]);
  });

  test('are sorted by relevance where words are searched for, if nothing else is chosen', () => {
    expect([chosen('', true).sort, chosen('sort=newest', true).sort, chosen('').sort]).toEqual([
      'relevance',
      'newest',
      'newest',
    ]);
    expect(chosen('sort=relevance').sort).toBe('newest');
    expect(sortsOf(false)).not.toContain('relevance');
  });
});

describe('a value of a facet', () => {
  const toggle = (text: string, name: string, value: string) =>
    toggled(new URLSearchParams(text), { name, value }).toString();

  test('is added to others of its name, and removed by itself', () => {
    expect(toggle('q=a&attr.Size=M', 'Size', 'L')).toBe('q=a&attr.Size=M&attr.Size=L');
    expect(toggle('attr.Size=M&attr.Size=L&q=a', 'Size', 'M')).toBe('attr.Size=L&q=a');
  });

  test('replaces another one, if it is a category', () => {
    expect(toggle('category=Hats', 'category', 'Caps')).toBe('category=Caps');
    expect(toggle('category=Hats', 'category', 'Hats')).toBe('');
  });
});

test('removing all filters keeps words and order', () => {
  expect(cleared(new URLSearchParams('q=a&category=b&attr.Size=M&minPrice=1&sort=newest')).toString()).toBe(
    'q=a&sort=newest',
  );
});

test.each([
  ['', '', true],
  ['5', '', true],
  ['5', '5.00', true],
  ['10', '9', false],
])('prices from %j to %j are possible: %j', (minPrice, maxPrice, possible) => {
  expect(isPossible({ minPrice, maxPrice })).toBe(possible);
});

describe('the facets to choose from', () => {
  const facet = (name: string, ...values: string[]) => ({ name, values: values.map((value) => ({ value, count: 1 })) });
  const names = (...facets: { name: string; values: { value: string }[] }[]) =>
    facets.map(({ name, values }) => [name, values.map(({ value }) => value).join()]);
  const list = [facet('category', 'Hats', 'Caps'), facet('Size', 'M', 'L'), facet('Material', 'wool')];

  test('are those that tell products apart; categories only where the page is not one', () => {
    expect(names(...facetsToShow(list, new Map(), true))).toEqual([
      ['category', 'Hats,Caps'],
      ['Size', 'M,L'],
    ]);
    expect(names(...facetsToShow(list, new Map(), false))).toEqual([['Size', 'M,L']]);
  });

  test('have, where one value is chosen, those that could be chosen as well, even if nothing matches now', () => {
    const others = new Map([['Material', facet('Material', 'wool', 'silk')]]);

    expect(names(...facetsToShow(list, others, false))).toEqual([
      ['Size', 'M,L'],
      ['Material', 'wool,silk'],
    ]);
    expect(names(...facetsToShow([], others, true))).toEqual([['Material', 'wool,silk']]);
  });

  test('do not mix an attribute called category with the categories', () => {
    expect(names(...facetsToShow([...list, facet('category', 'a', 'b')], new Map(), true)).slice(2)).toEqual([]);
  });
});
