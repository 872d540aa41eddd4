import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { filesOfApp, type WebFile } from '../../cli/deployment/webFiles.ts';
import { startGateway } from '../../cli/start/gatewayServer.ts';
import { builtFiles, webApp } from '../../cli/start/webApp.ts';
import { platformAddresses } from '../../test/cli/platformAddresses.ts';
import paths from '../paths.cjs';
import { configOf, originOf, resourcesOf, viewerRequest } from './stack.ts';

/** The local platform and the stack serve the same paths in the same way: each path is asked of both. */

const root = mkdtempSync(join(tmpdir(), 'gateway-'));
const apis: Server[] = [];
let local: Awaited<ReturnType<typeof startGateway>>;
let bucket: Map<string, WebFile>;
let resources: Awaited<ReturnType<typeof resourcesOf>>;

const write = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

/** An API that answers with its name and the path that it was asked for. */
const startApi = async (name: string): Promise<string> => {
  const api = createServer((request, response) => response.end(`${name} ${request.url}`)).listen(0, '127.0.0.1');
  apis.push(api);
  await once(api, 'listening');
  return `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
};

beforeAll(async () => {
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
  write('package-lock.json', '{}');
  for (const { name, base } of paths.apps) {
    write(`shared/web/${name}/vite.config.js`, `export default { base: '${base}' };`);
    write(`shared/web/${name}/index.html`, `<title>${name}</title><script type="module" src="/main.js"></script>`);
    write(`shared/web/${name}/main.js`, `document.title = '${name}';`);
    write(`shared/web/${name}/public/icon.svg`, `<svg id="${name}"/>`);
  }
  const files: WebFile[] = [];
  for (const app of paths.apps) files.push(...filesOfApp(app, await builtFiles(root, app.name)));
  bucket = new Map(files.map((file) => [file.key, file]));

  const services = Object.values(paths.apis);
  const urls = await Promise.all([...services, 'graphql'].map(startApi));
  const graphql = urls.pop() ?? '';
  const addresses = platformAddresses({
    urls: { graphql },
    apis: Object.fromEntries(services.map((service, index) => [service, urls[index] ?? ''])),
  });
  const apps = paths.apps.map((app) => webApp(root, app));
  for (const app of apps) await app.build();
  local = await startGateway({
    port: 0,
    key: 'key',
    apps,
    addresses: () => addresses,
    paymentKey: async () => undefined,
    lookUpOrder: async () => undefined,
  });
  resources = await resourcesOf();
});
afterAll(async () => {
  await local.close();
  for (const api of apis) api.close();
  rmSync(root, { recursive: true });
});

type Answer = {
  status: number;
  location?: string | null;
  type?: string | null;
  caching?: string | null;
  body?: string;
};

const fromPlatform = async (path: string): Promise<Answer> => {
  const response = await fetch(`${local.url}${path}`, { redirect: 'manual' });
  const { status, headers } = response;
  if (status === 301) return { status, location: headers.get('location') };
  const body = await response.text();
  if (status === 404 && !path.startsWith('/api/')) return { status };
  return { status, type: headers.get('content-type'), caching: headers.get('cache-control'), body };
};

const fromStack = (path: string): Answer => {
  const [pathname = '', query] = path.split('?');
  const { statusCode: status, uri, headers, body } = viewerRequest(resources, pathname);
  if (status === 301) return { status, location: headers.location?.value ?? null };
  if (status !== undefined) {
    return { status, type: headers['content-type']?.value ?? null, caching: null, body: body ?? '' };
  }
  const origin = originOf(configOf(resources), pathname);
  if (origin !== 'web') {
    const asked = `${uri}${query === undefined ? '' : `?${query}`}`;
    return { status: 200, type: null, caching: null, body: `${origin} ${asked}` };
  }
  const file = bucket.get(uri.slice(1));
  if (!file) return { status: 404 };
  return { status: 200, type: file.type, caching: file.cacheControl, body: file.body.toString() };
};

test.each([
  ...Object.keys(paths.apis).map((name) => `/api/${name}/a%2Fb?q=1&q=%20`),
  ...['/api/orders/', '/api/orders', '/api/', '/api/refunds/x', '/api/constructor/x', '/api/orders//x'],
  ...['/graphql?query=%7Bme%7D', '/graphql/', '/graphqls'],
  ...['/', '/orders/1', '/index.html', '/icon.svg', '/none.js', '/assets/none.js', '/consoles', '/api'],
  ...['/console', '/console/', '/console/orders/1', '/console/icon.svg', '/console/none.js', '/console/index.html'],
])('%s', async (path) => {
  expect(await fromPlatform(path)).toEqual(fromStack(path));
});

test('assets, whose names nobody knows before', async () => {
  const assets = [...bucket.keys()].filter((key) => key.includes('assets/'));

  expect(assets).toHaveLength(paths.apps.length);
  for (const key of assets) {
    const answer = await fromPlatform(`/${key}`);
    expect(answer).toEqual(fromStack(`/${key}`));
    expect(answer.caching).toContain('immutable');
  }
});
