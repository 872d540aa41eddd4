import { describe, expect, test } from '@jest/globals';
import { FulfilmentBody } from '../../src/fulfilment/fulfilmentRequests.ts';

const pathsOf = (body: unknown) => FulfilmentBody.safeParse(body).error?.issues.map(({ path }) => path.join('.'));

describe('the body of a fulfilment', () => {
  test.each([
    ['a carrier alone', { carrier: 'DHL' }],
    [
      'all fields',
      {
        items: [{ productId: 'p', quantity: 1 }],
        carrier: 'DHL',
        trackingNumber: '1',
        trackingUrl: 'https://dhl.example/t?a=1',
      },
    ],
    ['a page without TLS', { carrier: 'DHL', trackingUrl: 'http://dhl.example/t' }],
  ])('takes %s', (_, body) => {
    expect(FulfilmentBody.parse(body)).toEqual(body);
  });

  test.each([
    ['no carrier', {}, 'carrier'],
    ['an empty carrier', { carrier: ' ' }, 'carrier'],
    ['no items', { carrier: 'c', items: [] }, 'items'],
    ['none of a product', { carrier: 'c', items: [{ productId: 'p', quantity: 0 }] }, 'items.0.quantity'],
    ['less than none', { carrier: 'c', items: [{ productId: 'p', quantity: -1 }] }, 'items.0.quantity'],
    ['a part of one', { carrier: 'c', items: [{ productId: 'p', quantity: 1.5 }] }, 'items.0.quantity'],
    ['a number of two lines', { carrier: 'c', trackingNumber: 'a\nb' }, 'trackingNumber'],
    ...[
      'javascript:alert(1)',
      'ftp://dhl.example/',
      'dhl.example/t',
      'https://me:pw@dhl.example/',
      'https://dhl.example/ü',
      'https:///x',
      `https://dhl.example/${'x'.repeat(1000)}`,
    ].map(
      (trackingUrl) => [`the page ${trackingUrl.slice(0, 40)}`, { carrier: 'c', trackingUrl }, 'trackingUrl'] as const,
    ),
  ])('rejects %s, and names the field', (_, body, path) => {
    expect(pathsOf(body)).toContain(path);
  });
});
