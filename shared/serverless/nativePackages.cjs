/**
 * Files of packages with compiled code, such as sharp, for the zip of a function. Each of their builds is a package of its own, of which npm
 * installs only the one for this machine. Lambda's is installed beside it, when a stack is packaged for Lambda, from the same lock file.
 *
 * With NATIVE_PACKAGES=host in the environment the build for this machine goes into the zip instead: where functions run here.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-package.html
 */
const { execFileSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { dirname, join, relative, sep } = require('node:path');

/** What Lambda runs on: `architecture` of provider.yml, on Amazon Linux. */
const LAMBDA = ['--os=linux', '--cpu=arm64', '--libc=glibc'];

/** Files that no program reads. */
const UNUSED = /\.(md|h|d\.[cm]?ts|map)$|\/(src|install)\//;

/**
 * A package of package-lock.json.
 *
 * @typedef {object} LockedPackage
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [optionalDependencies]
 */

/** @typedef {Record<string, LockedPackage>} LockedPackages by their folder, such as `node_modules/sharp` */

/**
 * Returns the files of packages and of all that they depend on, by their path in the zip.
 *
 * @param {string} serviceDir
 * @param {string[]} names
 * @returns {{ path: string, source: string }[]}
 */
const nativeFiles = (serviceDir, names) => {
  if (names.length === 0) return [];
  const root = dirname(serviceDir);
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const locked = neededPackages(lock.packages, relative(root, serviceDir), names);
  const folder = process.env.NATIVE_PACKAGES === 'host' ? root : installForLambda(root, lock, names, locked);
  return Object.keys(locked).flatMap((path) =>
    globSync('**/*', { cwd: join(folder, path), exclude: ['node_modules'], withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((source) => ({ path: relative(folder, source).split(sep).join('/'), source }))
      .filter((file) => !UNUSED.test(file.path)),
  );
};

/**
 * Returns the locked packages that some need, with themselves.
 *
 * @param {LockedPackages} packages
 * @param {string} from the folder of the package that depends on them
 * @param {string[]} names
 * @returns {LockedPackages}
 */
const neededPackages = (packages, from, names) => {
  /** @type {LockedPackages} */
  const needed = {};
  /** @param {string} dependent @param {string} name */
  const add = (dependent, name) => {
    const path = ancestors(dependent)
      .map((folder) => join(folder, 'node_modules', name).split(sep).join('/'))
      .find((candidate) => packages[candidate]);
    const found = path === undefined ? undefined : packages[path];
    if (path === undefined || found === undefined || needed[path]) return;
    needed[path] = found;
    for (const each of Object.keys({ ...found.dependencies, ...found.optionalDependencies })) add(path, each);
  };
  for (const name of names) add(from, name);
  return Object.fromEntries(Object.entries(needed).sort(([one], [other]) => (one < other ? -1 : 1)));
};

/**
 * Returns a folder and those above it, up to the root, which is empty.
 *
 * @param {string} folder
 * @returns {string[]}
 */
const ancestors = (folder) => (folder === '' || folder === '.' ? [''] : [folder, ...ancestors(dirname(folder))]);

/**
 * Installs Lambda's build of packages, if it is not there yet, in the versions and with the checksums of the lock file.
 *
 * @param {string} root
 * @param {{ lockfileVersion: number, packages: LockedPackages }} lock
 * @param {string[]} names
 * @param {LockedPackages} locked
 * @returns {string} the folder
 */
const installForLambda = (root, { lockfileVersion }, names, locked) => {
  const dependencies = Object.fromEntries(names.map((name) => [name, '*']));
  const manifest = { name: 'native-packages', version: '1.0.0', dependencies };
  const packages = { '': manifest, ...locked };
  const content = JSON.stringify({ ...manifest, lockfileVersion, requires: true, packages });
  const hash = createHash('sha256').update(content).update(LAMBDA.join()).digest('hex').slice(0, 16);
  const folder = join(root, '.local', 'native', hash);
  if (existsSync(folder)) return folder;
  const scratch = `${folder}-${process.pid}`;
  mkdirSync(scratch, { recursive: true });
  try {
    writeFileSync(join(scratch, 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(scratch, 'package-lock.json'), content);
    const settings = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    execFileSync('npm', ['ci', ...LAMBDA, ...settings], {
      cwd: scratch,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    if (!existsSync(folder)) renameSync(scratch, folder);
    return folder;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

module.exports = { nativeFiles };
