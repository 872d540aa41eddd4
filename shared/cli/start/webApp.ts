import { createHash } from 'node:crypto';
import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { file, type PageAnswer, plain } from './pageAnswer.ts';
import { buildWebApp } from './webAppBuild.ts';

/** A web app that the platform builds from its sources and serves as static files. */
export type WebApp = {
  /** Builds the app unless its sources have been built before. Resolves when the app is ready or has failed to build. */
  build(): Promise<void>;
  /** Returns the response to `GET path` of a path below the app's, or `undefined` if the path is not the app's. */
  answer(path: string): PageAnswer | undefined;
  takesPayments: boolean;
  uploads: boolean;
};

type WebAppSettings = {
  name: string;
  /** The path below which it is served, as in its `vite.config.ts`. */
  base: string;
  /** Whether its pages may load what paying needs. */
  takesPayments: boolean;
  /** Whether its pages upload images. */
  uploads: boolean;
};

/**
 * Describes the app of the workspace `shared/web/<name>`. Its build is kept in `.local`, under the hash of everything it is built from.
 */
export const webApp = (root: string, { name, base, takesPayments, uploads }: WebAppSettings): WebApp => {
  let folder: string | undefined;
  let failure: string | undefined;
  return {
    takesPayments,
    uploads,
    build: async () => {
      try {
        folder = await builtFiles(root, name);
        failure = undefined;
      } catch (error) {
        failure = error instanceof Error ? error.message : String(error);
      }
    },
    answer: (path) => {
      if (`${path}/` === base) return { ...plain(301, `See ${base}`), headers: { location: base } };
      if (!path.startsWith(base)) return undefined;
      if (failure !== undefined) return plain(500, `The page could not be built.\n\n${failure}`);
      return folder === undefined ? beingBuilt : fileOf(folder, path.slice(base.length));
    },
  };
};

/** Builds an app unless its sources have been built before. Returns the folder of its files. @throws an Error with what Vite printed */
export const builtFiles = async (root: string, name: string): Promise<string> => {
  const cache = join(root, '.local', 'cache', 'web', name);
  const hash = hashOfSources(root, name);
  const target = join(cache, hash);
  if (!existsSync(join(target, 'index.html'))) {
    await buildWebApp({ source: join(root, 'shared', 'web', name), cache, hash });
  }
  return target;
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
  if (!/\.\w+$/.test(path)) return file(join(folder, 'index.html'));
  if (!readdirSync(folder, { recursive: true, encoding: 'utf8' }).includes(path)) return plain(404, 'Not found');
  return { ...file(join(folder, path)), headers: { 'cache-control': cachingOf(path) } };
};

/** Returns how long caches may keep a built file. The name of an asset contains the hash of its content. */
export const cachingOf = (path: string): string =>
  path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
