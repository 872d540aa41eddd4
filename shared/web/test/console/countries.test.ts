import { COUNTRIES } from '@ecommerce/shared/address/countries.ts';
import { expect, test } from '@jest/globals';
import { countriesIn } from '../../console/src/countries.ts';

test.each(['en', 'de'])('the console offers the countries that the APIs accept, in %s', (locale) => {
  const offered = countriesIn(locale);

  expect(offered.map(({ id }) => id).sort()).toEqual(Object.keys(COUNTRIES).sort());
  expect(new Set(offered.map(({ name }) => name)).size).toBe(offered.length);
});
