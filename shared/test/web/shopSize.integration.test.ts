import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { buildWebApp } from '../../cli/start/webAppBuild.ts';

/** How much compressed JavaScript the first page of the shop may load, in bytes. */
const LIMIT = 120_000;

test('the first page of the shop loads little JavaScript', async () => {
  const cache = mkdtempSync(join(tmpdir(), 'shop-size-'));
  await buildWebApp({ source: resolve('shared/web/shop'), cache, hash: 'build' });
  const page = readFileSync(join(cache, 'build', 'index.html'), 'utf8');

  const scripts = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, path = '']) => path);
  const size = scripts.reduce((sum, path) => sum + gzipSync(readFileSync(join(cache, 'build', path))).length, 0);

  expect(scripts.length).toBeGreaterThan(0);
  expect(size).toBeLessThan(LIMIT);
  rmSync(cache, { recursive: true });
});
