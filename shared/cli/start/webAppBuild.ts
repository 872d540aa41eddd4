import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setPriority } from 'node:os';
import { dirname, join } from 'node:path';

type Build = {
  /** The folder of the workspace. */
  source: string;
  /** The folder of all builds of this app. */
  cache: string;
  /** The name of this build. */
  hash: string;
};

/**
 * Builds a web app with Vite in a process of its own, with low priority, and removes old builds. Several builds at once do not disturb each
 * other: each has a folder of its own until it is complete.
 *
 * @throws an Error with what Vite printed
 */
export const buildWebApp = async ({ source, cache, hash }: Build): Promise<void> => {
  const unfinished = join(cache, `unfinished-${randomUUID()}`);
  mkdirSync(cache, { recursive: true });
  try {
    await runVite(source, unfinished);
    removeOld(cache);
    publish(unfinished, join(cache, hash));
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
};

/** Moves a complete build to its place, unless another platform was faster. */
const publish = (build: string, target: string): void => {
  try {
    renameSync(build, target);
  } catch (error) {
    if (!existsSync(join(target, 'index.html'))) throw error;
  }
};

const DAY_MS = 86_400_000;

/** Removes builds that are over a day old; a newer one may be served by another platform. */
const removeOld = (cache: string): void => {
  for (const name of readdirSync(cache)) {
    const build = join(cache, name);
    const written = statSync(build, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - written > DAY_MS) rmSync(build, { recursive: true, force: true });
  }
};

const runVite = (source: string, outDir: string): Promise<void> => {
  const manifest = createRequire(join(source, 'package.json')).resolve('vite/package.json');
  const vite = join(dirname(manifest), 'bin', 'vite.js');
  const args = [vite, 'build', '--outDir', outDir, '--emptyOutDir', '--logLevel', 'error'];
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NODE_ENV: 'production' }; // tests have another one, with which React would be twice as large
    const child = spawn(process.execPath, args, { cwd: source, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('spawn', () => child.pid !== undefined && setPriority(child.pid, 10));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(output.trim() || `Vite ended with ${code}`)),
    );
  });
};
