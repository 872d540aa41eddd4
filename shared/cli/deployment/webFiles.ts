import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeleteObjectsCommand, PutObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import paths from '../../gateway/paths.cjs';
import { typeOf } from '../start/pageAnswer.ts';
import { builtFiles, cachingOf } from '../start/webApp.ts';

/** An object of the bucket of the web apps. */
export type WebFile = { key: string; body: Buffer; type: string; cacheControl: string };

/** Returns the built files of an app as objects, pages last: a page is there only after all that it loads. */
export const filesOfApp = ({ base }: { base: string }, folder: string): WebFile[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => ({ path, name: path.slice(folder.length + 1) }))
    .sort((one, other) => Number(one.name.endsWith('.html')) - Number(other.name.endsWith('.html')))
    .map(({ path, name }) => ({
      key: `${base}${name}`.slice(1),
      body: readFileSync(path),
      type: typeOf(path),
      cacheControl: cachingOf(name),
    }));

/** What the shop has to know to take payments with Stripe. */
const shopConfig = (publishableKey: string): WebFile => ({
  key: 'shop.json',
  body: Buffer.from(JSON.stringify(publishableKey === 'none' ? {} : { publishableKey })),
  type: 'application/json',
  cacheControl: 'no-cache',
});

/** Files that are no longer part of an app stay this long, for pages that are open. */
const KEPT_MS = 7 * 86_400_000;

/**
 * Builds the web apps and puts their files into the bucket. Files of earlier builds are deleted after a week.
 *
 * @returns the number of files
 */
export const uploadWebApps = async (
  root: string,
  at: { region: string; bucket: string; publishableKey: string },
): Promise<number> => {
  const files = [shopConfig(at.publishableKey)];
  for (const app of paths.apps) files.push(...filesOfApp(app, await builtFiles(root, app.name)));
  const s3 = new S3Client({ region: at.region });
  try {
    for (const { key, body, type, cacheControl } of files) {
      await s3.send(
        new PutObjectCommand({
          ...{ Bucket: at.bucket, Key: key, Body: body, ContentType: type, CacheControl: cacheControl },
        }),
      );
    }
    await deleteOld(s3, at.bucket, new Set(files.map(({ key }) => key)));
    return files.length;
  } finally {
    s3.destroy();
  }
};

/** Deletes objects that are not `current` and are over a week old. */
export const deleteOld = async (s3: S3Client, Bucket: string, current: ReadonlySet<string>): Promise<void> => {
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket })) {
    const Objects = Contents.flatMap(({ Key, LastModified }) =>
      Key === undefined || current.has(Key) || Date.now() - Number(LastModified) < KEPT_MS ? [] : [{ Key }],
    );
    if (Objects.length > 0) await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
  }
};
