import { asciiJson } from '@ecommerce/shared/asciiJson.ts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

describe('JSON in ASCII', () => {
  test.each(['Party mug 🎉', '𠮷野家', 'a\uffff', 'کتاب‌خانه', '\u007f', '\ud83c', 'José'])(
    'means the same text: %j',
    (text) => {
      const json = asciiJson({ text });

      expect(json).toMatch(/^[\x20-\x7e]*$/);
      expect(JSON.parse(json)).toEqual({ text });
    },
  );

  test('means the same value, whatever text it contains', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' })), (value) => {
        const json = asciiJson(value);

        expect(json).toMatch(/^[\x20-\x7e]*$/);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
