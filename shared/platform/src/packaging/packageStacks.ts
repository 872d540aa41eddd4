import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Template } from '../cloudformation/template.ts';
import { withFileLock } from './fileLock.ts';
import { keepUsedPackages, unpackBundle } from './packagedBundles.ts';

/** The location of a stack's serverless.yml. */
export type StackSource = {
  /** Name of the stack, e.g. `orderService`. */
  name: string;
  /** Path relative to the repository's root. */
  folder: string;
  /** Folders and files outside its folder that are part of its package, relative to the root. */
  sharedSources?: readonly string[];
};

/** A stack packaged by `serverless package`. */
export type PackagedStack = {
  name: string;
  /** Hash of everything in the package. */
  contentHash: string;
  /** Folder of the package, for `serverless deploy --package`. */
  folder: string;
  /** The template that a deployment would send to CloudFormation. */
  template: Template;
  /** Folder of an unpacked function by the file name of its zip, e.g. `createOrder.zip`. */
  bundles: Readonly<Record<string, string>>;
};

/** `serverless package` failed; the message contains its error. */
export class PackageError extends Error {
  override name = 'PackageError';
}

export type PackageProgress = (
  stack: string,
  state: 'packaging' | 'packaged' | 'unchanged',
  milliseconds: number,
) => void;

export type PackageOptions = {
  /** The repository's root, which contains the stacks' folders. */
  root: string;
  /** Directory of packages and unpacked functions; `{root}/.local` by default. */
  directory?: string;
  region: string;
  /** `dev` by default. */
  stage?: string;
  /** Stage parameters in the format of `--param`: `name=value`. */
  params?: readonly string[];
  /** For what machine packages with compiled code are packaged: this one, by default, or Lambda. */
  nativePackages?: 'host' | 'lambda';
  onProgress?: PackageProgress;
};

/** How many stacks are packaged at once: each keeps a processor busy. */
const atOnce = Math.max(2, availableParallelism());

/** Incremented when the content of packages, or how they are unpacked, changes. */
const format = 1;

/**
 * Packages the stacks whose content has changed since they were last packaged, as many at once as there are processors.
 *
 * @returns the packages in the order of `stacks`
 * @throws {PackageError} for the first stack that cannot be packaged
 */
export const packageStacks = async (
  stacks: readonly StackSource[],
  options: PackageOptions,
): Promise<PackagedStack[]> => {
  const packages = new Map<string, PackagedStack>();
  const waiting = [...stacks];
  const work = async () => {
    for (let stack = waiting.shift(); stack !== undefined; stack = waiting.shift()) {
      packages.set(stack.name, await packageStack(stack, options));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return stacks.flatMap(({ name }) => packages.get(name) ?? []);
};

const packageStack = async (stack: StackSource, options: PackageOptions): Promise<PackagedStack> => {
  const { name, folder } = stack;
  const { root, directory = join(root, '.local'), onProgress } = options;
  const started = performance.now();
  const report = (state: 'packaged' | 'unchanged') => onProgress?.(name, state, performance.now() - started);
  for (;;) {
    const contentHash = contentHashOf(stack, options);
    const target = join(directory, 'packages', name, contentHash);
    const kept = () => readPackage(name, contentHash, target, directory);
    let isBuilt = false;
    const build = async () => {
      onProgress?.(name, 'packaging', 0);
      isBuilt = await buildPackage(stack, target, options, () => contentHashOf(stack, options) === contentHash);
    };
    if (!kept()) await withStackFolder(root, folder, async () => kept() ?? (await build()));
    const found = kept();
    if (found) {
      utimesSync(target, new Date(), new Date());
      report(isBuilt ? 'packaged' : 'unchanged');
      return found;
    }
    if (isBuilt) throw new PackageError(`${name}: the packaged output is incomplete in ${target}.`);
  }
};

/** Runs `work` exclusively for a stack's folder: the framework builds and deploys inside it, so concurrent commands would interfere. */
export const withStackFolder = <Result>(root: string, folder: string, work: () => Promise<Result>): Promise<Result> =>
  withFileLock(join(root, '.local', 'locks', `${folder.replaceAll(/[^\w-]/g, '_')}.sqlite`), work);

/** Builds a package. Returns `false` and keeps nothing if a file was changed meanwhile, since it is unknown which version went in. */
const buildPackage = async (
  stack: StackSource,
  target: string,
  options: PackageOptions,
  isUnchanged: () => boolean,
): Promise<boolean> => {
  const { root, directory = join(root, '.local') } = options;
  const scratch = join(directory, 'packages', `.${stack.name}-${process.pid}-${Date.now()}`);
  try {
    await runServerless(stack, scratch, options, packageOfSameCode(target));
    if (!isUnchanged()) return false;
    unpack(stack, scratch, options);
    publish(scratch, target);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  keepUsedPackages(directory, stack.name);
  return true;
};

/** Returns the hash of everything that goes into a package. It begins with that of the functions' code, which is the same for every stage. */
const contentHashOf = (stack: StackSource, options: PackageOptions): string => {
  const { region, stage = 'dev', params = [] } = options;
  return [codeHashOf(stack, options), hashOf([region, stage, params])].join('-');
};

const codeHashOf = (stack: StackSource, { root, nativePackages = 'host' }: PackageOptions): string => {
  const { folder, sharedSources = [] } = stack;
  const sources = [hashFiles(root, [...sharedSources, 'package-lock.json']), hashFiles(root, [folder])];
  return hashOf([format, nativePackages, process.version, ...sources]);
};

const hashOf = (values: unknown[]): string =>
  createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 16);

/** Returns the folder of a package whose zips have the same code, of any stage: bundling takes most of the time of packaging. */
const packageOfSameCode = (target: string): string | undefined => {
  const [packages, [code]] = [dirname(target), basename(target).split('-')];
  const names = existsSync(packages) ? readdirSync(packages) : [];
  const found = names.find((name) => name.startsWith(`${code}-`));
  return found && join(packages, found);
};

/** Reads a package; returns `undefined` if this content has not been packaged yet. */
const readPackage = (
  name: string,
  contentHash: string,
  target: string,
  directory: string,
): PackagedStack | undefined => {
  if (!existsSync(join(target, 'bundles.json'))) return undefined;
  const folders = Object.entries(readJson<Record<string, string>>(join(target, 'bundles.json')));
  const bundles = folders.map(([zip, folder]) => [zip, join(directory, 'functions', name, folder)] as const);
  if (bundles.some(([, path]) => !existsSync(path))) return undefined;
  const template = readJson<Template>(join(target, 'cloudformation-template-update-stack.json'));
  return { name, contentHash, folder: target, template, bundles: Object.fromEntries(bundles) };
};

const unpack = (
  stack: StackSource,
  scratch: string,
  { root, directory = join(root, '.local') }: PackageOptions,
): void => {
  const zips = readdirSync(scratch).filter((file) => file.endsWith('.zip'));
  const folders = zips.map((zip) => [zip, unpackBundle({ root, directory, stack, zip: join(scratch, zip) })]);
  writeFileSync(join(scratch, 'bundles.json'), JSON.stringify(Object.fromEntries(folders), null, 2));
};

/** Moves the finished folder to its place atomically; another process may have been first with the same content. */
const publish = (scratch: string, target: string): void => {
  mkdirSync(join(target, '..'), { recursive: true });
  rmSync(target, { recursive: true, force: true });
  renameSync(scratch, target);
};

/**
 * Runs `serverless package` in the stack's folder, without account or network: it gets no credentials, and its caches and temporary files
 * stay below `.local`.
 *
 * @param bundled folder of a package with the same code, whose zips are used again
 */
const runServerless = async (
  { name, folder }: StackSource,
  output: string,
  options: PackageOptions,
  bundled?: string,
): Promise<void> => {
  const { root, region, stage = 'dev', params = [], nativePackages = 'host' } = options;
  const cache = join(root, '.local', 'cache'); // cache of the framework's own code, wherever packages are
  const scratch = `${output}-scratch`;
  mkdirSync(scratch, { recursive: true });
  const inherited = Object.entries(process.env).filter(([key]) => !key.startsWith('AWS_') && key !== 'NODE_OPTIONS');
  const env = {
    ...Object.fromEntries(inherited),
    AWS_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    NATIVE_PACKAGES: nativePackages,
    ...(bundled === undefined ? {} : { BUNDLED: bundled }),
    NODE_COMPILE_CACHE: join(cache, 'compiled'),
    NODE_NO_WARNINGS: '1',
    NO_COLOR: '1',
    SLS_SCHEMA_CACHE_BASE_DIR: cache,
    TMPDIR: scratch,
  };
  const command = join(root, 'node_modules', 'serverless', 'bin', 'serverless.js');
  try {
    const { code, text } = await runNode(
      [command, 'package', '--package', output, ...stageArguments({ stage, region, params })],
      join(root, folder),
      env,
    );
    if (code !== 0) throw new PackageError(`${name}: serverless package failed.\n\n${ownWords(text)}`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

const runNode = (args: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<{ code: number | null; text: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const text: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => text.push(String(chunk)));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, text: text.join('') }));
  });

/** Returns the framework's error message, without its stack and advice. */
const ownWords = (text: string): string => {
  const lines = text.split('\n').filter((line) => !/^\s+at |^(Environment|Docs|Support|Bugs):|^Packaging /.test(line));
  return lines
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
    .replaceAll(/^/gm, '    ');
};

/** Files and folders that are not part of packages. */
const ignored = new Set(['node_modules', '.serverless', 'test', 'openapi', 'README.md', '.DS_Store']);

/** Returns one hash of all files at and below the given paths, including their names. */
const hashFiles = (root: string, paths: readonly string[]): string => {
  const hash = createHash('sha256');
  const add = (path: string) => {
    if (ignored.has(basename(path))) return;
    const full = join(root, path);
    if (statSync(full).isDirectory()) {
      for (const entry of readdirSync(full).sort()) add(`${path}/${entry}`);
    } else {
      hash.update(`${path}\n`).update(readFileSync(full));
    }
  };
  for (const path of paths) add(path);
  return hash.digest('hex');
};

/** Returns the framework's arguments for a stage and region, for `deploy`, `package` and `remove`. */
export const stageArguments = (at: { stage: string; region: string; params: readonly string[] }): string[] => [
  ...['--stage', at.stage, '--region', at.region],
  ...at.params.flatMap((param) => ['--param', param]),
];

const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;
