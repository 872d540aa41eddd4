// A CloudFront function (cloudfront-js-2.0), run for each request before the cache. That runtime has no destructuring and no spread.
// distribution.cjs puts the paths of paths.cjs in place of APIS and BASES.

/** The answer to a path below `/api` that names no API, as the APIs answer. */
const noSuchApi = (name) => ({
  statusCode: 404,
  statusDescription: 'Not Found',
  headers: { 'content-type': { value: 'application/json' }, 'cache-control': { value: 'no-store' } },
  body: JSON.stringify({ error: `There is no API ${name}.`, code: 'NOT_FOUND' }),
});

/**
 * Sends `/api/orders/cart` to `/cart` of the API, whose name keeps the caches of the APIs apart. Nobody but this function can name a client's
 * address.
 */
const toApi = (event, name, uri) => {
  const request = event.request;
  request.uri = uri;
  request.headers['x-gateway-api'] = { value: name };
  request.headers['x-client-address'] = { value: event.viewer.ip };
  return request;
};

/** A path without an extension is a page of an app, which reads the path in the browser. */
const toFile = (request, base) => {
  if (!/\.\w+$/.test(request.uri)) request.uri = `${base}index.html`;
  return request;
};

// biome-ignore lint: CloudFront calls a function of this name
function handler(event) {
  const request = event.request;
  const uri = request.uri;
  if (uri === GRAPHQL) return toApi(event, 'graphql', uri);
  if (uri.startsWith('/api/')) {
    const parts = /^\/api\/([^/]*)(\/.*)?$/.exec(uri);
    const name = parts === null ? '' : parts[1];
    const isThere = parts !== null && parts[2] !== undefined && APIS.includes(name);
    return isThere ? toApi(event, name, parts[2]) : noSuchApi(name);
  }
  if (BASES.includes(`${uri}/`)) {
    return { statusCode: 301, statusDescription: 'Moved Permanently', headers: { location: { value: `${uri}/` } } };
  }
  return toFile(
    request,
    BASES.find((base) => uri.startsWith(base)),
  );
}
