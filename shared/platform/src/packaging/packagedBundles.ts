import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { unzipSync } from 'fflate';
import type { StackSource } from './packageStacks.ts';

/** How many packages of a stack are kept, so that switching between versions of the code needs no new package. */
const keptPackages = 5;

/**
 * Unpacks a function's zip to `{directory}/functions/{stack}/{function}/{hash of the zip}`; an unchanged function keeps its folder.
 *
 * @returns the folder, relative to `{directory}/functions/{stack}`
 */
export const unpackBundle = (options: { root: string; directory: string; stack: StackSource; zip: string }): string => {
  const { root, directory, stack, zip } = options;
  const bytes = readFileSync(zip);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  const folder = join(basename(zip, '.zip'), hash);
  const target = join(directory, 'functions', stack.name, folder);
  if (existsSync(target)) return folder;
  const scratch = `${target}.${process.pid}`;
  for (const [name, content] of Object.entries(unzipSync(bytes))) {
    if (name.endsWith('/')) continue;
    mkdirSync(dirname(join(scratch, name)), { recursive: true });
    const built = join(root, stack.folder, name); // shared/serverless/bundleFunctions.cjs
    writeFileSync(
      join(scratch, name),
      name.endsWith('.map') ? moveSources(content, built, join(target, name)) : content,
    );
  }
  mkdirSync(scratch, { recursive: true }); // needed for a zip without files
  renameSync(scratch, target);
  return folder;
};

/** Adapts the sources of a map, which are relative to where it was built, to its new location. */
const moveSources = (content: Uint8Array, from: string, to: string): string => {
  const map = JSON.parse(Buffer.from(content).toString('utf8')) as { sources: string[] };
  const sources = map.sources.map((source) => relative(dirname(to), resolve(dirname(from), source)));
  return JSON.stringify({ ...map, sources });
};

/** Packaging takes seconds; anything older was left by a killed process. */
const abandonedMs = 60 * 60_000;

/** Removes all but the newest packages of a stack, unpacked functions that none of those uses, and leftovers of killed processes. */
export const keepNewestPackages = (directory: string, stack: string): void => {
  for (const name of readdirSync(join(directory, 'packages')).filter((entry) => entry.startsWith('.'))) {
    const path = join(directory, 'packages', name);
    const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - written > abandonedMs) rmSync(path, { recursive: true, force: true });
  }
  const packages = join(directory, 'packages', stack);
  const byAge = readdirSync(packages)
    .map((name) => ({ path: join(packages, name), time: statSync(join(packages, name)).mtimeMs }))
    .sort((left, right) => right.time - left.time);
  for (const { path } of byAge.slice(keptPackages)) rmSync(path, { recursive: true, force: true });
  const used = new Set(byAge.slice(0, keptPackages).flatMap(({ path }) => bundleFolders(path)));
  const functions = join(directory, 'functions', stack);
  for (const name of readdirSync(functions)) {
    for (const hash of readdirSync(join(functions, name))) {
      const folder = join(name, hash);
      const beingWritten = hash.includes('.');
      if (!used.has(folder) && !beingWritten) rmSync(join(functions, folder), { recursive: true, force: true });
    }
  }
};

const bundleFolders = (packageFolder: string): string[] =>
  Object.values(JSON.parse(readFileSync(join(packageFolder, 'bundles.json'), 'utf8')) as Record<string, string>);
