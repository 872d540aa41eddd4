import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApiPages } from '../../cli/start/apiPages.ts';
import { postmanEnvironment } from '../../openapi/postman/collection.ts';
import { COLLECTION_FILE } from '../../openapi/services.ts';

let pages: Awaited<ReturnType<typeof startApiPages>>;
const links = { mailbox: 'http://127.0.0.1:4010', payments: 'http://127.0.0.1:4011' };
const urls = { auth: 'http://127.0.0.1:5001', ...links, pages: 'http://127.0.0.1:4012' };

beforeAll(async () => {
  const apis = { authService: 'http://127.0.0.1:5001', noteService: 'http://127.0.0.1:5002' };
  pages = await startApiPages({ port: 0, root: process.cwd(), addresses: () => ({ apis, urls }) });
});
afterAll(() => pages.close());

const read = async (path: string, init?: RequestInit) => {
  const response = await fetch(`${pages.url}${path}`, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
};

describe('the page of the APIs', () => {
  test('lists the services that have a document, and the other pages', async () => {
    const { text } = await read('/services.json');

    expect(JSON.parse(text)).toEqual({
      services: [{ name: 'authService', url: 'http://127.0.0.1:5001', document: '/openapi/authService.json' }],
      links,
    });
  });

  test('gives a document the address of the API on this machine, and leaves the rest as it is', async () => {
    const kept = JSON.parse(readFileSync('docs/openapi/authService.json', 'utf8'));

    const document = JSON.parse((await read('/openapi/authService.json')).text);

    expect(document).toEqual({ ...kept, servers: [{ url: 'http://127.0.0.1:5001', description: 'This platform' }] });
  });

  test('has the Postman collection, and its environment with the addresses of this platform', async () => {
    const collection = await read('/postman_collection.json');
    const environment = JSON.parse((await read('/postman_environment.json')).text);

    expect(JSON.parse(collection.text)).toEqual(JSON.parse(readFileSync(COLLECTION_FILE, 'utf8')));
    expect(collection.headers.get('content-type')).toBe('application/json');
    expect(environment).toEqual(postmanEnvironment(urls));
    expect(environment.values).toContainEqual(expect.objectContaining({ key: 'auth', value: 'http://127.0.0.1:5001' }));
  });

  test('consists of files of its own, and the browser is told to load nothing from elsewhere', async () => {
    const page = await read('/');
    const addresses = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address);

    expect(addresses.filter((address) => !/^(\/[\w.-]+|data:,)$/.test(address))).toEqual([]);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    for (const address of addresses.filter((address) => address.startsWith('/'))) {
      expect(await read(address)).toMatchObject({ status: 200 });
    }
  });

  test.each([
    '/openapi/noteService.json',
    '/openapi/strangeService.json',
    '/swagger-ui.js',
    '/../package.json',
    '/%2e%2e/package.json',
    '/page.html',
    '//',
    '/%',
    '/openapi/%.json',
    '/openapi/.json',
  ])('returns 404 for %s', async (path) => {
    expect(await read(path)).toMatchObject({ status: 404 });
  });

  test.each(['evil.example', '127.0.0.1.evil.example'])(
    'rejects the host name %s, which may resolve to this machine',
    async (host) => {
      const status = await new Promise((resolve, reject) => {
        request(pages.url, { headers: { host } }, (response) => resolve(response.resume().statusCode))
          .on('error', reject)
          .end();
      });

      expect(status).toBe(403);
    },
  );

  test('accepts only GET', async () => {
    expect(await read('/', { method: 'POST' })).toMatchObject({ status: 405 });
  });
});

test('an unreadable document is answered with 500, and the page keeps working', async () => {
  const root = mkdtempSync(join(tmpdir(), 'pages-'));
  mkdirSync(join(root, 'docs', 'openapi'), { recursive: true });
  writeFileSync(join(root, 'docs', 'openapi', 'authService.json'), '{"half');
  const apis = { authService: 'http://127.0.0.1:5001' };
  const broken = await startApiPages({ port: 0, root, addresses: () => ({ apis, urls }) });

  const document = await fetch(`${broken.url}/openapi/authService.json`);
  const page = await fetch(broken.url);

  expect([document.status, page.status]).toEqual([500, 200]);
  await Promise.all([document.text(), page.text()]);
  await broken.close();
  rmSync(root, { recursive: true });
});
