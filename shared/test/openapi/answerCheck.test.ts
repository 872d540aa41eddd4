import { describe, expect, test } from '@jest/globals';
import { createAnswerCheck, type GivenAnswer, readDocuments } from '../../openapi/answerCheck.ts';

const check = createAnswerCheck(readDocuments());

const headers: Record<string, string> = {
  'x-correlation-id': 'c-1',
  'cache-control': 'public, max-age=60',
  etag: '"1"',
};
const banners: GivenAnswer = {
  service: 'bannerService',
  method: 'GET',
  path: '/banners',
  status: 200,
  header: (name) => headers[name],
  body: JSON.stringify({ banners: [{ id: 'b-1', imageUrl: 'https://images.example/b-1.png' }] }),
};
const refusal = (more: object = {}) =>
  JSON.stringify({ error: 'It is not there.', code: 'NOT_FOUND', requestId: 'r-1', ...more });

describe('the check of responses', () => {
  test.each<[string, Partial<GivenAnswer>]>([
    ['a list', {}],
    ['nothing new', { status: 304, body: '' }],
    ['an error that the route has', { method: 'DELETE', path: '/banners/b-1', status: 404, body: refusal() }],
    ['what API Gateway says', { status: 429, header: () => null, body: '{"message":"Too Many Requests"}' }],
    ['what no route is asked', { path: '/no-such-route', status: 404, body: 'whatever' }],
  ])('finds nothing wrong with %s', (_, given) => {
    expect(check({ ...banners, ...given })).toBeUndefined();
  });

  test.each<[string, Partial<GivenAnswer>, RegExp]>([
    ['a field too many', { body: '{"banners":[],"total":0}' }, /must NOT have additional properties/],
    ['a missing field', { body: '{"banners":[{"id":"b-1"}]}' }, /must have required property 'imageUrl'/],
    ['an address that is none', { body: '{"banners":[{"id":"b-1","imageUrl":"?"}]}' }, /must match format "uri"/],
    ['a status that is not documented', { status: 201 }, /201 is not documented/],
    ['a missing header', { header: () => null }, /lacks the header x-correlation-id/],
    ['a body that is not JSON', { body: 'oops' }, /not JSON/],
    ['an empty body', { body: '' }, /not JSON/],
    ['a body with nothing new', { status: 304 }, /has a body/],
    [
      'an error that another route has',
      { method: 'DELETE', path: '/banners/b-1', status: 404, body: refusal({ code: 'PRODUCT_NOT_FOUND' }) },
      /must be equal to one of the allowed values/,
    ],
    [
      'internal text in an error',
      { method: 'DELETE', path: '/banners/b-1', status: 404, body: refusal({ stack: 'at …' }) },
      /must NOT have additional properties/,
    ],
  ])('finds %s', (_, given, fault) => {
    expect(check({ ...banners, ...given })).toMatch(fault);
  });

  test('matches a literal path before a parameter', () => {
    const body = JSON.stringify({ products: [] });
    const pending: GivenAnswer = { ...banners, service: 'productService', path: '/products/pending', body };

    expect(check(pending)).toBeUndefined();
    expect(check({ ...pending, path: '/products/p-1' })).toMatch(/GET \/products\/\{id\}: 200 is not as documented/);
  });

  test('requires msg in authService’s errors', () => {
    const wrong: GivenAnswer = { ...banners, service: 'authService', method: 'POST', path: '/sign-in', status: 401 };
    const body = (more: object) => refusal({ code: 'INVALID_CREDENTIALS', ...more });
    const header = (name: string) => headers[name] ?? 'Bearer';

    expect(check({ ...wrong, header, body: body({ msg: 'sign-in failed' }) })).toBeUndefined();
    expect(check({ ...wrong, header, body: body({}) })).toMatch(/msg/);
    expect(check({ ...wrong, header, body: body({ msg: 'sign-up failed' }) })).toMatch(/msg/);
  });
});
