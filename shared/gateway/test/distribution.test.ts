import { expect, test } from '@jest/globals';
import { configOf, originOf, resourcesOf, viewerRequest } from './stack.ts';

test.each([
  ['/api/orders/cart', '/cart', 'orders'],
  ['/api/products/products/a%2Fb', '/products/a%2Fb', 'products'],
  ['/api/auth/', '/', 'auth'],
  ['/api/categories//x', '//x', 'categories'],
  ['/graphql', '/graphql', 'graphql'],
])('%s reaches an API as %s, with the address of the client', async (uri, there, name) => {
  const forged = { 'x-client-address': { value: '192.0.2.1' }, 'x-gateway-api': { value: 'x' } };
  const request = viewerRequest(await resourcesOf(), uri, forged);

  expect(request).toMatchObject({
    uri: there,
    headers: { 'x-client-address': { value: '203.0.113.7' }, 'x-gateway-api': { value: name } },
  });
});

test.each(['/api/', '/api/refunds/x', '/api/orders', '/api/constructor/x'])('%s is no API', async (uri) => {
  const { statusCode, body } = viewerRequest(await resourcesOf(), uri);

  expect([statusCode, JSON.parse(body ?? '').code]).toEqual([404, 'NOT_FOUND']);
});

test.each([
  ['/', '/index.html'],
  ['/orders/1', '/index.html'],
  ['/graphql/', '/index.html'],
  ['/consoles', '/index.html'],
  ['/console/', '/console/index.html'],
  ['/console/orders/1', '/console/index.html'],
  ['/console/assets/a-1.js', '/console/assets/a-1.js'],
  ['/assets/a-1.js', '/assets/a-1.js'],
  ['/shop.json', '/shop.json'],
])('%s is the file %s', async (uri, file) => {
  expect(viewerRequest(await resourcesOf(), uri).uri).toBe(file);
});

test('an app without its slash is redirected', async () => {
  expect(viewerRequest(await resourcesOf(), '/console')).toMatchObject({
    statusCode: 301,
    headers: { location: { value: '/console/' } },
  });
});

test('the function fits into the 10 kB of CloudFront, and needs nothing that its runtime lacks', async () => {
  const code: string = (await resourcesOf()).ViewerRequest?.Properties.FunctionCode;

  expect(code.length).toBeLessThan(10_240);
  expect(code).not.toMatch(/\.\.\.|\?\.|const [{[]|\bclass\b|\bimport\b/);
});

test('every API proves that a request came through the gateway, and the bucket gets no key', async () => {
  const { Origins } = configOf(await resourcesOf());
  const withKey = Origins.filter(({ OriginCustomHeaders }) => OriginCustomHeaders?.[0]?.HeaderName === 'x-gateway-key');

  expect(Origins.filter((origin) => !withKey.includes(origin)).map(({ Id }) => Id)).toEqual(['web']);
  expect(withKey).toHaveLength(6);
});

test('responses of APIs are cached as their Cache-Control says, apart for each token, and errors never', async () => {
  const resources = await resourcesOf();
  const policy = resources.ApiCache?.Properties.CachePolicyConfig;
  const key = policy?.ParametersInCacheKeyAndForwardedToOrigin;
  const errors = configOf(resources).CustomErrorResponses as { ErrorCachingMinTTL: number }[];

  expect([policy.MinTTL, policy.DefaultTTL, key.QueryStringsConfig.QueryStringBehavior]).toEqual([0, 0, 'all']);
  expect(key.HeadersConfig.Headers).toEqual(expect.arrayContaining(['Authorization', 'X-Gateway-Api', 'X-Order-Key']));
  expect(errors.every(({ ErrorCachingMinTTL }) => ErrorCachingMinTTL === 0)).toBe(true);
});

test('pages run no inline script and are in no frame; only the shop talks to Stripe, only the console uploads', async () => {
  const { ConsoleHeaders, ShopHeaders } = await resourcesOf();
  const [console, shop] = [ConsoleHeaders, ShopHeaders].map(
    (headers): string =>
      headers?.Properties.ResponseHeadersPolicyConfig.SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy[
        'Fn::Sub'
      ],
  );

  for (const policy of [console, shop]) {
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain("frame-ancestors 'none'");
  }
  expect([console?.includes('stripe'), shop?.includes('stripe')]).toEqual([false, true]);
  for (const host of ['UploadsUrl', 'ProductServiceFilesUrl'])
    expect([console, shop].map((policy) => policy?.includes(host))).toEqual([true, false]);
});

test('two regions of an account can have a stage of the same name', async () => {
  const resources = Object.values(await resourcesOf()).filter(({ Type }) => Type.startsWith('AWS::CloudFront::'));
  const names = resources.flatMap(({ Properties }) => {
    const config = Object.values(Properties).find((value) => (value as { Name?: unknown }).Name) as { Name: unknown };
    return Properties.Name ?? config?.Name ?? [];
  });

  expect(names).toHaveLength(6);
  for (const name of names) expect(name).toEqual({ 'Fn::Sub': expect.stringContaining('AWS::Region') });
});

test('a policy of pages is not longer than CloudFront allows', async () => {
  const { ShopHeaders, ConsoleHeaders } = await resourcesOf();
  for (const headers of [ShopHeaders, ConsoleHeaders]) {
    const { ContentSecurityPolicy } = headers?.Properties.ResponseHeadersPolicyConfig.SecurityHeadersConfig ?? {};
    const policy = ContentSecurityPolicy.ContentSecurityPolicy['Fn::Sub'].replaceAll(/\$\{\w+\}/g, 'x'.repeat(100));
    expect(policy.length).toBeLessThan(1783);
  }
});

test('a domain of the shop needs its certificate', async () => {
  const own = { 'param:gatewayDomain': 'shop.example', 'param:gatewayCertificate': 'arn' };
  const { Distribution, UrlParameter } = await resourcesOf(own);

  expect(Distribution?.Properties.DistributionConfig.Aliases).toEqual(['shop.example']);
  expect(UrlParameter?.Properties.Value).toBe('https://shop.example');
  await expect(resourcesOf({ 'param:gatewayDomain': 'shop.example' })).rejects.toThrow('given together');
});

test('a web ACL of AWS WAF can be attached', async () => {
  expect(configOf(await resourcesOf()).WebACLId).toBeUndefined();
  expect(configOf(await resourcesOf({ 'param:gatewayWebAcl': 'arn' })).WebACLId).toBe('arn');
});

test.each([
  ['/api/orders/cart', 'orderService'],
  ['/api/refunds/x', 'authService'],
  ['/graphql', 'graphql'],
  ['/graphql/x', 'web'],
  ['/console', 'web'],
  ['/', 'web'],
])('%s goes to %s', async (path, origin) => {
  expect(originOf(configOf(await resourcesOf()), path)).toBe(origin);
});
