import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteObjectsCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { deleteOld, filesOfApp } from '../../cli/deployment/webFiles.ts';

const folder = mkdtempSync(join(tmpdir(), 'web-files-'));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'assets'));
for (const name of ['index.html', 'icon.svg', 'assets/app-1.js']) writeFileSync(join(folder, name), name);

test('an app becomes objects below its base, its page after what the page loads', () => {
  const files = filesOfApp({ base: '/console/' }, folder);

  expect(files.at(-1)).toEqual({
    key: 'console/index.html',
    body: Buffer.from('index.html'),
    type: 'text/html; charset=utf-8',
    cacheControl: 'no-cache',
  });
  expect(files.map(({ key, cacheControl }) => [key, cacheControl])).toContainEqual([
    'console/assets/app-1.js',
    'public, max-age=31536000, immutable',
  ]);
  expect(filesOfApp({ base: '/' }, folder).map(({ key }) => key)).toContain('index.html');
});

test('files of earlier builds are deleted after a week, and no others', async () => {
  const s3 = mockClient(S3Client);
  const day = 86_400_000;
  const objects = { 'index.html': 30, 'assets/old.js': 8, 'assets/recent.js': 6 };
  s3.on(ListObjectsV2Command).resolves({
    Contents: Object.entries(objects).map(([Key, days]) => ({ Key, LastModified: new Date(Date.now() - days * day) })),
  });
  s3.on(DeleteObjectsCommand).resolves({});

  await deleteOld(new S3Client({}), 'web', new Set(['index.html']));

  const deleted = s3.commandCalls(DeleteObjectsCommand).map(({ args }) => args[0].input.Delete?.Objects);
  expect(deleted).toEqual([[{ Key: 'assets/old.js' }]]);
  expect(s3.commandCalls(PutObjectCommand)).toEqual([]);
});
