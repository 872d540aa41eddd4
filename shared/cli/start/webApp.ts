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
};

type WebAppOptions = {
  /** The path below which it is served, as in its `vite.config.ts`; by default its name. */
  base?: string;
  /** Whether its pages may load what paying needs. */
  takesPayments?: boolean;
};

/**
 * Describes the app of the workspace `shared/web/<name>`. Its build is kept in `.local`, under the hash of everything it is built from.
 */
export const webApp = (root: string, name: string, options: WebAppOptions = {}): WebApp => {
  const { base = `/${name}/`, takesPayments = false } = options;
  const cache = join(root, '.local', 'cache', 'web', name);
  let folder: string | undefined;
  let failure: string | undefined;
  return {
    takesPayments,
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
      if (`${path}/` === base) return { ...plain(301, `See ${base}`), headers: { location: base } };
      if (!path.startsWith(base)) return undefined;
      if (failure !== undefined) return plain(500, `The page could not be built.\n\n${failure}`);
      return folder === undefined ? beingBuilt : fileOf(folder, path.slice(base.length));
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
  if (!/\.\w+$/.test(path)) return file(join(folder, 'index.html'));
  if (!readdirSync(folder, { recursive: true, encoding: 'utf8' }).includes(path)) return plain(404, 'Not found');
  // The name of an asset contains the hash of its content.
  const isImmutable = path.startsWith('assets/');
  return {
    ...file(join(folder, path)),
    ...(isImmutable && { headers: { 'cache-control': 'public, max-age=31536000, immutable' } }),
  };
};

/** Hosts of Stripe's fields for cards, by what the pages load from them: https://docs.stripe.com/security/guide#content-security-policy. */
const STRIPE = {
  scripts: ['https://js.stripe.com', 'https://*.js.stripe.com'],
  frames: ['https://js.stripe.com', 'https://*.js.stripe.com', 'https://hooks.stripe.com'],
  connections: ['https://api.stripe.com'],
};

/**
 * Returns what the pages of an app may load: their own scripts, styles and data, the pictures of the shop, and what taking payments needs.
 * Emotion creates empty style elements, whose hash is that of the empty text, and fills them by `insertRule`.
 *
 * @param storage the origins from which pictures are loaded and to which they are uploaded
 * @param payments the hosts of test payment providers, if the app takes payments
 */
export const appPolicy = (storage: readonly string[], payments?: readonly string[]): string => {
  const stripe = payments ? STRIPE : { scripts: [], frames: [], connections: [] };
  return [
    "default-src 'none'",
    ['script-src', "'self'", ...stripe.scripts].join(' '),
    "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    ['img-src', "'self'", 'data:', ...storage].join(' '),
    ['connect-src', "'self'", ...storage, ...stripe.connections, ...(payments ?? [])].join(' '),
    ['frame-src', ...(payments ? stripe.frames : ["'none'"])].join(' '),
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
};

/** Headers of every response of an app. */
export const appHeaders = {
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};
