import { createHash } from 'node:crypto';
import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { file, type PageAnswer, plain } from './pageAnswer.ts';
import { buildWebApp } from './webAppBuild.ts';

/** A web app that the platform builds from its sources and serves as static files. */
export type WebApp = {
  /** Builds the app unless its sources have been built before. Resolves when the app is ready or has failed to build. */
  build(): Promise<void>;
  /** Returns the response to `GET path` of a path below `/name`, or `undefined` if the path is not the app's. */
  answer(path: string): PageAnswer | undefined;
};

/**
 * Describes the app of the workspace `shared/web/<name>`, which is served below `/<name>/`. Its build is kept in `.local`, under the hash
 * of everything it is built from.
 */
export const webApp = (root: string, name: string): WebApp => {
  const cache = join(root, '.local', 'cache', 'web', name);
  let folder: string | undefined;
  let failure: string | undefined;
  return {
    build: async () => {
      try {
        const hash = hashOfSources(root, name);
        const target = join(cache, hash);
        if (!existsSync(join(target, 'index.html'))) {
          await buildWebApp({ source: join(root, 'shared', 'web', name), cache, hash });
        }
        folder = target;
        failure = undefined;
      } catch (error) {
        failure = error instanceof Error ? error.message : String(error);
      }
    },
    answer: (path) => {
      if (path === `/${name}`) return { ...plain(301, `See /${name}/`), headers: { location: `/${name}/` } };
      if (!path.startsWith(`/${name}/`)) return undefined;
      if (failure !== undefined) return plain(500, `The page could not be built.\n\n${failure}`);
      return folder === undefined ? beingBuilt : fileOf(folder, path.slice(name.length + 2));
    },
  };
};

/** What an app is built from: its own files, the packages of this repository that it uses, and the versions of the others. */
const hashOfSources = (root: string, name: string): string => {
  const hash = createHash('sha256');
  const folders = [`shared/web/${name}`, 'shared/web/icons', 'shared/client/src'];
  const paths = globSync(
    folders.map((folder) => `${folder}/**/*`),
    { cwd: root, exclude: (path) => path === 'node_modules' || path === 'dist' },
  );
  for (const path of ['package-lock.json', ...paths.sort()]) {
    if (statSync(join(root, path)).isFile()) hash.update(`${path}\0`).update(readFileSync(join(root, path)));
  }
  return hash.digest('hex').slice(0, 16);
};

const beingBuilt: PageAnswer = {
  status: 503,
  type: 'text/html; charset=utf-8',
  headers: { 'retry-after': '2', refresh: '2' },
  body: '<!doctype html><html lang="en"><title>Being built</title><p>This page is being built. It opens in a few seconds.</p></html>',
};

/** Returns a built file. A path without an extension is a page of the app itself, which reads its path in the browser. */
const fileOf = (folder: string, path: string): PageAnswer => {
  const asset = /^assets\/[\w.-]+$/.test(path) ? path : undefined;
  if (asset !== undefined) {
    if (!readdirSync(join(folder, 'assets')).includes(asset.slice('assets/'.length))) return plain(404, 'Not found');
    // The name contains the hash of the content.
    return { ...file(join(folder, asset)), headers: { 'cache-control': 'public, max-age=31536000, immutable' } };
  }
  return /\.\w+$/.test(path) && path !== 'index.html' ? plain(404, 'Not found') : file(join(folder, 'index.html'));
};

/**
 * Returns what the pages of an app may load: their own scripts, styles and data, and pictures of the shop. Emotion creates empty style
 * elements, whose hash is that of the empty text, and fills them by `insertRule`.
 */
export const appPolicy = (pictures: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    `img-src ${["'self'", 'data:', ...pictures].join(' ')}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Headers of every response of an app. */
export const appHeaders = {
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};
