import '../../../shared/test/imageEnvironment.ts';
import { describe, expect, test } from '@jest/globals';
import { offer } from '../samples.ts';

const { PRODUCT_TRANSITIONS, transitionError, statusesBefore } = await import('../../src/product/product.ts');
const { CreateUploadUrlBody, newProduct, productIdOf } = await import('../../src/offer/productOffer.ts');
const { RejectProductBody } = await import('../../src/product/productRequests.ts');

describe('an offer', () => {
  test('is trimmed, and image/jpg means image/jpeg', () => {
    expect(
      CreateUploadUrlBody.parse({ ...offer, productName: ' Shoes ', category: ' shoes ', fileType: 'image/jpg' }),
    ).toEqual({ ...offer, productName: 'Shoes', fileType: 'image/jpeg' });
  });

  test.each([
    ['the dearest price', { productPrice: 1_000_000 }],
    ['a price of one cent', { productPrice: 0.01 }],
    ['a million units', { quantity: 1_000_000 }],
    ['any script and emoji', { productName: '运动鞋 👟', description: 'Ж', category: 'Schuhe & Söhne' }],
    ['the longest texts', { productName: 'a'.repeat(200), description: 'a'.repeat(4000), category: 'a'.repeat(100) }],
  ])('may have %s', (_, more) => {
    expect(CreateUploadUrlBody.safeParse({ ...offer, ...more }).success).toBe(true);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['no file name', { fileName: undefined }, 'fileName'],
    ['a way up for a file name', { fileName: '../a.png' }, 'fileName'],
    ['an SVG', { fileType: 'image/svg+xml' }, 'fileType'],
    ['an empty name', { productName: '' }, 'productName'],
    ['a name of white space', { productName: '  ' }, 'productName'],
    ['a name of 201 characters', { productName: 'a'.repeat(201) }, 'productName'],
    ['a name with a line break', { productName: 'a\nb' }, 'productName'],
    ['a price of nothing', { productPrice: 0 }, 'productPrice'],
    ['a negative price', { productPrice: -1 }, 'productPrice'],
    ['a text for a price', { productPrice: '100' }, 'productPrice'],
    ['a price over every currency’s limit', { productPrice: 1e9 }, 'productPrice'],
    ['an empty description', { description: '' }, 'description'],
    ['a description of 10 kB', { description: 'a'.repeat(10_000) }, 'description'],
    ['a description with a control character', { description: 'a\u0000' }, 'description'],
    ['no unit', { quantity: 0 }, 'quantity'],
    ['less than no unit', { quantity: -5 }, 'quantity'],
    ['half a unit', { quantity: 0.5 }, 'quantity'],
    ['a thousand million units', { quantity: 1e9 }, 'quantity'],
    ['a text for a quantity', { quantity: '3' }, 'quantity'],
    ['a category of 101 characters', { category: 'a'.repeat(101) }, 'category'],
    ['a list for a category', { category: ['shoes'] }, 'category'],
  ])('may not have %s', (_, more, path) => {
    const { error } = CreateUploadUrlBody.safeParse({ ...offer, ...more });

    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });

  test.each(['isApproved', 'status', 'id', 'imageUrl', 'sellerId', 'unitPrice'])('may not set %s', (field) => {
    expect(CreateUploadUrlBody.safeParse({ ...offer, [field]: 'x' }).success).toBe(false);
  });
});

describe('a new product', () => {
  const now = new Date('2026-01-01T00:00:00.000Z');
  const offering = { id: 'p', sellerId: 'ann', email: 'ann@example.com', currency: 'EUR', now };
  const parsed = CreateUploadUrlBody.parse(offer);

  test('waits for its image, its price in minor units', () => {
    const { productPrice: _, quantity: _units, ...rest } = parsed;

    expect(newProduct(parsed, offering)).toEqual({
      ...rest,
      id: 'p',
      sellerId: 'ann',
      email: 'ann@example.com',
      currency: 'EUR',
      unitPrice: 4999,
      status: 'awaitingImage',
      createdAt: now.toISOString(),
      updatedAt: now.toISOString(),
      requestHash: expect.any(String),
    });
  });

  test.each([
    ['EUR', 1.999, 'must have at most 2 fraction digits in EUR'],
    ['EUR', 1_000_000.01, 'must be at most 1000000 EUR'],
    ['JPY', 49.99, 'must be a whole number of JPY'],
  ])('in a shop that sells in %s may not cost %d', (currency, productPrice, message) => {
    expect(() => newProduct({ ...parsed, productPrice }, { ...offering, currency })).toThrow(
      `productPrice: ${message}`,
    );
  });

  test('costs in yen what the offer says, not a hundred times as much', () => {
    expect(newProduct({ ...parsed, productPrice: 1000 }, { ...offering, currency: 'JPY' }).unitPrice).toBe(1000);
  });

  test('has the same hash for the same offer, whenever it arrives and in whatever sequence of fields', () => {
    const reversed = CreateUploadUrlBody.parse(Object.fromEntries(Object.entries(offer).reverse()));

    expect(newProduct(reversed, { ...offering, now: new Date() }).requestHash).toBe(
      newProduct(parsed, offering).requestHash,
    );
  });

  test.each(
    Object.entries({
      ...offer,
      fileName: 'b.png',
      fileType: 'image/gif',
      productName: 'b',
      productPrice: 1,
      description: 'b',
      quantity: 1,
      category: 'b',
    }),
  )('has another hash for another %s', (field, value) => {
    const other = CreateUploadUrlBody.parse({ ...offer, [field]: value });

    expect(newProduct(other, offering).requestHash).not.toBe(newProduct(parsed, offering).requestHash);
  });
});

test('the id with a key is the seller’s own, the same each time', () => {
  expect(productIdOf('ann', 'k')).toBe(productIdOf('ann', 'k'));
  expect(productIdOf('ann', 'k')).not.toBe(productIdOf('ben', 'k'));
  expect(productIdOf('ann', 'k')).not.toBe(productIdOf('ann', 'l'));
});

describe('a product moves', () => {
  test('along its table: every status is reached from the two first, and none leads back to them', () => {
    const reached = new Set<string>();
    const walk = (status: keyof typeof PRODUCT_TRANSITIONS): void => {
      if (reached.has(status)) return;
      reached.add(status);
      for (const next of PRODUCT_TRANSITIONS[status]) walk(next);
    };
    walk('awaitingImage');
    walk('draft');

    expect([...reached].sort()).toEqual(Object.keys(PRODUCT_TRANSITIONS).sort());
    expect([statusesBefore('awaitingImage'), statusesBefore('draft')]).toEqual([[], []]);
  });

  test('on sale only by a decision on what an admin has seen, or back from the archive', () => {
    expect(statusesBefore('approved')).toEqual(['pending', 'archived']);
    expect(statusesBefore('rejected')).toEqual(['pending', 'approved']);
    expect(statusesBefore('pending')).toEqual(['awaitingImage', 'draft', 'approved', 'rejected', 'archived']);
  });

  test('or is told why not', () => {
    expect(transitionError('awaitingImage').code).toBe('IMAGE_NOT_CHECKED');
    expect(transitionError('rejected').code).toBe('ALREADY_REJECTED');
    expect(transitionError('draft').code).toBe('PRODUCT_IS_DRAFT');
    expect(transitionError('archived').code).toBe('PRODUCT_ARCHIVED');
  });
});

describe('a rejection', () => {
  test.each([{}, { reason: '' }, { reason: ' ' }, { reason: 'a'.repeat(501) }, { reason: 5 }, { reason: 'a', x: 1 }])(
    'needs a reason of 1 to 500 characters and nothing else: %j',
    (body) => {
      expect(RejectProductBody.safeParse(body).success).toBe(false);
    },
  );

  test('accepts a reason of several lines', () => {
    expect(RejectProductBody.parse({ reason: ' The picture is blurred.\nTake another. ' }).reason).toBe(
      'The picture is blurred.\nTake another.',
    );
  });
});
