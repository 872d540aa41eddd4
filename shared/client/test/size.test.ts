import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { build } from 'esbuild';

test('everything together is at most 8 kB of compressed JavaScript', async () => {
  const { outputFiles } = await build({
    entryPoints: ['shared/client/src/index.ts'],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
  });

  const [bundle] = outputFiles;

  expect(gzipSync(bundle?.contents ?? '').length).toBeLessThanOrEqual(8 * 1024);
});
