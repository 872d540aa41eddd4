import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { unzipSync } from 'fflate';
import type { StackSource } from './packageStacks.ts';

/** How many packages of a stack are kept: those last used, so that switching between stages or versions needs no new package. */
const keptPackages = 8;

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
  const scratch = hiddenFolder(directory);
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
  mkdirSync(dirname(target), { recursive: true });
  renameSync(scratch, target);
  return folder;
};

/** Adapts the sources of a map, which are relative to where it was built, to its new location. */
const moveSources = (content: Uint8Array, from: string, to: string): string => {
  const map = JSON.parse(Buffer.from(content).toString('utf8')) as { sources: string[] };
  const sources = map.sources.map((source) => relative(dirname(to), resolve(dirname(from), source)));
  return JSON.stringify({ ...map, sources });
};

/** Returns a new path for what is not complete yet, or no longer. A later packaging removes what a killed process leaves there. */
const hiddenFolder = (directory: string): string => join(directory, 'packages', `.${process.pid}-${randomUUID()}`);

/** Removes a folder. No other process ever finds a part of it. */
const removeWhole = (directory: string, folder: string): void => {
  const hidden = hiddenFolder(directory);
  renameSync(folder, hidden);
  rmSync(hidden, { recursive: true, force: true });
};

/** Packaging takes seconds; anything older was left by a killed process. */
const abandonedMs = 60 * 60_000;

/** Removes all but the last used packages of a stack, unpacked functions that none of those needs, and leftovers of killed processes. */
export const keepUsedPackages = (directory: string, stack: string): void => {
  for (const name of readdirSync(join(directory, 'packages')).filter((entry) => entry.startsWith('.'))) {
    const path = join(directory, 'packages', name);
    const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - written > abandonedMs) rmSync(path, { recursive: true, force: true });
  }
  const packages = join(directory, 'packages', stack);
  const byAge = readdirSync(packages)
    .map((name) => ({ path: join(packages, name), time: statSync(join(packages, name)).mtimeMs }))
    .sort((left, right) => right.time - left.time);
  for (const { path } of byAge.slice(keptPackages)) removeWhole(directory, path);
  const used = new Set(byAge.slice(0, keptPackages).flatMap(({ path }) => bundleFolders(path)));
  const functions = join(directory, 'functions', stack);
  for (const name of existsSync(functions) ? readdirSync(functions) : []) {
    for (const hash of readdirSync(join(functions, name))) {
      const folder = join(name, hash);
      if (!used.has(folder)) removeWhole(directory, join(functions, folder));
    }
  }
};

const bundleFolders = (packageFolder: string): string[] =>
  Object.values(JSON.parse(readFileSync(join(packageFolder, 'bundles.json'), 'utf8')) as Record<string, string>);
