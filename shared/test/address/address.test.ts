import { Address } from '@ecommerce/shared/address/address.ts';
import { COUNTRIES } from '@ecommerce/shared/address/countries.ts';
import { describe, expect, test } from '@jest/globals';
import { iso31661, iso31662 } from 'iso-3166';
import { publicAddresses } from './publicAddresses.ts';

const inGermany = {
  name: 'Ann Lee',
  line1: 'Platz der Republik 1',
  postalCode: '11011',
  city: 'Berlin',
  country: 'DE',
};
const inNewYork = { ...inGermany, postalCode: '10028', city: 'New York', region: 'US-NY', country: 'US' };

/** The fields that the errors of a refused address name; none where it is accepted. */
const refusedFields = (address: Record<string, unknown>): string[] =>
  (Address.safeParse(address).error?.issues ?? []).map(({ path }) => path.join('.'));

describe('addresses of public places', () => {
  test.each(publicAddresses.map((address) => [`${address.name}, ${address.country}`, address] as const))(
    '%s is accepted, and once more in its normal form',
    (_name, address) => {
      const accepted = Address.parse(address);

      expect(Address.parse(accepted)).toEqual(accepted);
    },
  );

  test('are from many countries, and sixty or more', () => {
    expect(publicAddresses.length).toBeGreaterThanOrEqual(60);
    expect(new Set(publicAddresses.map(({ country }) => country)).size).toBeGreaterThanOrEqual(30);
  });
});

describe('a postal code becomes what the post writes', () => {
  test.each([
    ['GB', 'sw1a1aa', 'SW1A 1AA'],
    ['GB', 'w1a 0ax', 'W1A 0AX'],
    ['GB', 'bfpo57', 'BFPO 57'],
    ['CA', 'k1a-0b1', 'K1A 0B1'],
    ['NL', '1234ab', '1234 AB'],
    ['US', '221621010', '22162-1010'],
    ['US', '22162 1010', '22162-1010'],
    ['BR', '70175900', '70175-900'],
    ['JP', '〒１１０ー８７１２'.replace('ー', '－'), '110-8712'],
    ['PL', '00950', '00-950'],
    ['PT', '2725079', '2725-079'],
    ['PT', '1250', '1250'],
    ['CZ', '11000', '110 00'],
    ['GR', '15124', '151 24'],
    ['LV', '1050', 'LV-1050'],
    ['DE', 'D-10117', '10117'],
    ['AT', 'AT 1010', '1010'],
    ['FR', '75 001', '75001'],
    ['IR', '۱۱۹۳۶۱۲۳۴۵', '11936-12345'],
    ['IE', 'd02x285', 'D02 X285'],
    ['KZ', 'a10a5t4', 'A10A5T4'],
  ])('%s: %s → %s', (country, given, expected) => {
    const region = COUNTRIES[country]?.regions?.split(' ')[0];

    expect(Address.parse({ ...inGermany, country, postalCode: given, region }).postalCode).toBe(expected);
  });
});

describe('a region becomes its ISO 3166-2 code', () => {
  test.each([
    ['US', 'ny', 'US-NY'],
    ['US', 'US-NY', 'US-NY'],
    ['US', 'AE', 'US-AE'],
  ])('%s: %s → %s', (country, region, expected) => {
    expect(Address.parse({ ...inNewYork, country, region }).region).toBe(expected);
  });

  test('and stays unchanged if the country needs none', () => {
    expect(Address.parse({ ...inGermany, region: 'Land Berlin' }).region).toBe('Land Berlin');
  });
});

describe('an invalid address names its field', () => {
  test.each([
    ['a missing region', { ...inNewYork, region: undefined }, 'region'],
    ['an empty region', { ...inNewYork, region: '' }, 'region'],
    ['a region of another country', { ...inNewYork, region: 'CA-ON' }, 'region'],
    ['no region', { ...inNewYork, region: 'Nowhere' }, 'region'],
    ['a missing postal code', { ...inGermany, postalCode: undefined }, 'postalCode'],
    ['a postal code that is too short', { ...inGermany, postalCode: '1101' }, 'postalCode'],
    ['a postal code that is too long', { ...inGermany, postalCode: '110111' }, 'postalCode'],
    ['the postal code of another country', { ...inGermany, postalCode: 'SW1A 1AA' }, 'postalCode'],
    [
      'an area that the Royal Mail does not have',
      { ...inGermany, country: 'GB', postalCode: 'QQ1A 1AA' },
      'postalCode',
    ],
    ['a postal code of signs', { ...inGermany, country: 'HK', postalCode: '???' }, 'postalCode'],
    ['a postal code without end', { ...inGermany, postalCode: '1'.repeat(300) }, 'postalCode'],
    ['a country that is none', { ...inGermany, country: 'XX' }, 'country'],
    ['a country by its name', { ...inGermany, country: 'Germany' }, 'country'],
    ['a property of every object', { ...inGermany, country: 'constructor' }, 'country'],
    ['a missing country', { ...inGermany, country: undefined }, 'country'],
    ['a missing name', { ...inGermany, name: undefined }, 'name'],
    ['an empty line', { ...inGermany, line1: '  ' }, 'line1'],
    ['a missing city', { ...inGermany, city: undefined }, 'city'],
    ['an emoji', { ...inGermany, line1: 'Hauptstraße 1 🏠' }, 'line1'],
    ['a flag', { ...inGermany, city: 'Berlin 🇩🇪' }, 'city'],
    ['an emoji made of a sign', { ...inGermany, name: 'Ann ❤️' }, 'name'],
    ['300 characters', { ...inGermany, company: 'x'.repeat(300) }, 'company'],
    ['a line break', { ...inGermany, line2: 'a\nb' }, 'line2'],
    ['a control character', { ...inGermany, name: 'Ann\u0000Lee' }, 'name'],
    ['half a character', { ...inGermany, name: 'Ann \ud83d' }, 'name'],
    ['letters for a phone number', { ...inGermany, phone: 'call me' }, 'phone'],
    ['an unknown field', { ...inGermany, street: 'x' }, ''],
    ['a number', { ...inGermany, postalCode: 11011 }, 'postalCode'],
  ])('%s', (_case, address, field) => {
    expect(refusedFields(address)).toEqual([field]);
  });

  test('the postal code and the region at once', () => {
    expect(refusedFields({ ...inNewYork, postalCode: 'x', region: 'x' })).toEqual(['postalCode', 'region']);
  });
});

describe('accepted', () => {
  test.each([
    ['names from right to left', { ...inGermany, name: 'محمد بن سلمان', line1: 'שדרות רופין' }],
    ['signs of a company', { ...inGermany, company: 'Müller & Söhne® GmbH & Co. KG', line1: 'c/o Zoë O’Neil' }],
    ['a street without digits', { ...inGermany, line1: 'Am Markt' }],
    ['a phone number in any script', { ...inGermany, phone: '+٤٩ (0)30 227-0' }],
    ['empty optional fields', { ...inGermany, company: '', line2: '', region: '', phone: '' }],
    ['a country in lower case', { ...inGermany, country: 'de' }],
  ])('%s', (_case, address) => {
    expect(refusedFields(address)).toEqual([]);
  });
});

describe('the countries', () => {
  test('are those of ISO 3166-1, and Kosovo', () => {
    const assigned = iso31661.filter(({ state }) => state === 'assigned').map(({ alpha2 }) => alpha2);

    expect(Object.keys(COUNTRIES).sort()).toEqual([...assigned, 'XK'].sort());
  });

  test('have regions of ISO 3166-2, beside the states of the US armed forces', () => {
    const known = new Set(iso31662.map(({ code }) => code));
    const regions = Object.entries(COUNTRIES).flatMap(([country, rules]) =>
      (rules.regions?.split(' ') ?? []).map((region) => `${country}-${region}`),
    );

    expect(regions.filter((code) => !known.has(code))).toEqual(['US-AA', 'US-AE', 'US-AP']);
  });

  test('accept their own examples', () => {
    const refused = Object.entries(COUNTRIES).filter(([country, { example, regions }]) => {
      const address = { ...inGermany, country, postalCode: example, region: regions?.split(' ')[0] };
      return refusedFields(address).length > 0;
    });

    expect(refused).toEqual([]);
  });
});
