import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LOCAL_STAGE, localClient, type PlatformFile } from '../cli/platformTarget.ts';
import { runProgram } from './program.ts';
import { tableName } from './shop.ts';

const moduleOf = (path: string): string => JSON.stringify(pathToFileURL(resolve(path)).href);

/** The program that makes a file of an index that has none yet, with the service's own code. */
const filling = (file: string): string => `
  import { readFileSync } from 'node:fs';
  const { documentOf } = await import(${moduleOf('productService/src/searchEngine/searchDocument.ts')});
  const { segmentOf } = await import(${moduleOf('productService/src/searchEngine/segment.ts')});
  const { putSegment } = await import(${moduleOf('productService/src/search/segmentStore.ts')});
  const store = await import(${moduleOf('productService/src/search/searchIndexStore.ts')});
  const rows = JSON.parse(readFileSync(${JSON.stringify(file)}, 'utf8'));
  const key = await putSegment('bench', segmentOf(rows.map(documentOf)));
  await store.addChanges(store.NO_MANIFEST, []);
  const manifest = await store.readManifest();
  await store.replaceSegment(manifest, { key, version: manifest.version, documents: rows.length }, 0);`;

/** Gives a platform's empty index a file with products, at once: the function on the stream takes minutes for each 10,000. */
export const fillIndex = async (addresses: PlatformFile, rows: readonly object[]): Promise<void> => {
  const directory = mkdtempSync(join(tmpdir(), 'bench-index-'));
  const file = join(directory, 'rows.json');
  writeFileSync(file, JSON.stringify(rows));
  const { region, credentials, endpoint } = localClient(addresses, 'dynamodb');
  const { accessKeyId = '', secretAccessKey = '' } = credentials ?? {};
  try {
    await runProgram(process.execPath, ['--input-type=module', '--eval', filling(file)], {
      ...process.env,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      AWS_ENDPOINT_URL_S3: addresses.aws.s3,
      SEARCH_TABLE: tableName('productService', 'SearchIndex'),
      IMAGE_BUCKET: `product-service-${LOCAL_STAGE}-images-000000000000-${region}`,
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
};
