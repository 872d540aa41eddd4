/**
 * Makes sure that node_modules contains what package-lock.json requires. Plain JavaScript without dependencies: it runs on the machine's
 * own Node (20 or newer) before anything is installed.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** @typedef {'runtime' | 'all'} Scope */

/**
 * A package of package-lock.json.
 *
 * @typedef {object} LockedPackage
 * @property {string} [name]
 * @property {string} [version]
 * @property {string} [resolved]
 * @property {string} [integrity]
 * @property {boolean} [link]
 * @property {boolean} [inBundle]
 * @property {boolean} [optional]
 * @property {boolean} [dev]
 * @property {boolean} [devOptional]
 * @property {Record<string, string>} [devDependencies]
 */

/** A failed installation; its message is all that needs to be printed. */
export class InstallError extends Error {
  /** @override */
  name = 'InstallError';
}

/**
 * Installs what is missing in node_modules. `runtime` means the `dependencies`, enough for running and deploying. `all` adds the
 * `devDependencies`: tests, lint, docs. If two processes start at once, the second waits for the first.
 *
 * @param {string} root the folder of package-lock.json
 * @param {Scope} scope
 * @throws {InstallError} if npm fails
 */
export const ensureInstalled = async (root, scope) => {
  if (isInstalled(root, scope)) return;
  const release = await takeLock(join(root, '.local', 'install.lock'));
  try {
    if (isInstalled(root, scope)) return; // another process installed it while this one waited
    await install(root, scope);
  } finally {
    release();
  }
};

/**
 * Returns whether node_modules matches package-lock.json. A stamp makes this fast; after an installation by hand, everything is compared.
 *
 * @param {string} root
 * @param {Scope} scope
 */
const isInstalled = (root, scope) => {
  const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8');
  if (!existsSync(join(root, 'node_modules', '.bin', 'node'))) return false;
  const stamp = readText(stampPath(root));
  if (stamp === stampOf(lockText, scope) || stamp === stampOf(lockText, 'all')) return true;
  // `npm install` by hand keeps the stamp, and may keep packages from which removeUnneeded() removed files that development needs.
  if (!stamp?.startsWith('runtime') && matchesLock(root, lockText, 'all')) {
    writeFileSync(stampPath(root), stampOf(lockText, 'all'));
    return true;
  }
  return scope === 'runtime' && matchesLock(root, lockText, 'runtime');
};

/** @param {string} folder */
const stampPath = (folder) => join(folder, 'node_modules', '.installed-lock');

/**
 * @param {string} lockText
 * @param {Scope} scope
 */
const stampOf = (lockText, scope) => `${scope} ${createHash('sha256').update(lockText).digest('hex')}`;

/**
 * Returns whether npm's record of installed packages (node_modules/.package-lock.json) matches the lock file.
 *
 * @param {string} root
 * @param {string} lockText
 * @param {Scope} scope
 */
const matchesLock = (root, lockText, scope) => {
  const record = readText(join(root, 'node_modules', '.package-lock.json'));
  if (record === undefined) return false;
  const installed = packagesOf(record, 'all');
  return Object.entries(packagesOf(lockText, scope)).every(([path, entry]) => {
    if (!path.includes('node_modules/')) return true; // a workspace
    const found = installed[path];
    if (entry.link) return found?.link === true && found.resolved === entry.resolved;
    return found ? found.version === entry.version && found.integrity === entry.integrity : Boolean(entry.optional);
  });
};

/**
 * Returns the packages of the lock file; for `runtime` without those that only development needs.
 *
 * @param {string} lockText
 * @param {Scope} scope
 */
const packagesOf = (lockText, scope) => {
  /** @type {Record<string, LockedPackage>} */
  const packages = JSON.parse(lockText).packages ?? {};
  return Object.fromEntries(
    Object.entries(packages).filter(([, entry]) => scope === 'all' || !(entry.dev || entry.devOptional)),
  );
};

/**
 * Installs into a staging folder that then replaces node_modules at once: running programs are not disturbed, and a killed installation
 * leaves it unchanged.
 *
 * @param {string} root
 * @param {Scope} scope
 */
const install = async (root, scope) => {
  const progress = showProgress(`Installing the dependencies (npm ci, ${scope === 'all' ? 'all' : 'runtime only'})`);
  const staging = join(root, '.local', 'install');
  try {
    rmSync(staging, { recursive: true, force: true });
    writeManifests(root, staging, scope, { withAddresses: true });
    let { code, output } = await runNpm(staging);
    if (code !== 0 && output.includes('E404')) {
      writeManifests(root, staging, scope, { withAddresses: false }); // the registry has other addresses
      ({ code, output } = await runNpm(staging));
    }
    requireInstalled(staging, code, output);
    if (scope === 'runtime') removeUnneeded(staging);
    putInPlace(root, staging, scope);
    progress.end('done');
  } catch (error) {
    progress.end('failed');
    throw error;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
};

/**
 * Writes the files that `npm ci` reads: the package.json of the root and of each workspace, and the lock file.
 *
 * @param {string} root
 * @param {string} staging
 * @param {Scope} scope
 * @param {{ withAddresses: boolean }} options
 */
const writeManifests = (root, staging, scope, { withAddresses }) => {
  /** @type {{ workspaces?: string[], devDependencies?: Record<string, string> }} */
  const project = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const packages = packagesOf(lockText, scope);
  for (const [path, entry] of Object.entries(packages)) if (withAddresses) addAddress(path, entry);
  /** @type {Record<string, { devDependencies?: Record<string, string> }>} */
  const manifests = { 'package.json': project };
  for (const workspace of project.workspaces ?? [])
    manifests[`${workspace}/package.json`] = JSON.parse(readFileSync(join(root, workspace, 'package.json'), 'utf8'));
  if (scope === 'runtime')
    for (const manifest of [...Object.values(manifests), ...Object.values(packages)]) delete manifest.devDependencies;
  /** @type {Record<string, string | Buffer>} */
  const files = { 'package-lock.json': JSON.stringify({ ...JSON.parse(lockText), packages }) };
  for (const [path, manifest] of Object.entries(manifests)) files[path] = JSON.stringify(manifest);
  if (existsSync(join(root, '.npmrc'))) files['.npmrc'] = readFileSync(join(root, '.npmrc'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(staging, name)), { recursive: true });
    writeFileSync(join(staging, name), content);
  }
};

/**
 * Adds the download address of a version in the npm registry, which the lock file leaves out. Without it npm would first read the list of
 * all versions of each package, which is larger than the packages. npm replaces the registry in the address by the configured one.
 *
 * @param {string} path
 * @param {LockedPackage} entry
 */
const addAddress = (path, entry) => {
  const at = path.lastIndexOf('node_modules/');
  if (at < 0 || entry.link || entry.inBundle || entry.resolved) return;
  const name = entry.name ?? path.slice(at + 'node_modules/'.length);
  entry.resolved = `https://registry.npmjs.org/${name}/-/${name.split('/').pop()}-${entry.version}.tgz`;
};

/**
 * @param {string} staging
 * @param {number | string | null} code
 * @param {string} output
 */
const requireInstalled = (staging, code, output) => {
  if (code !== 0) {
    // npm explains all its options after a mistake in the lock file
    const said = output.replace(/npm error Clean install a project[\s\S]*?(?=npm error A complete log|$)/, '').trim();
    throw new InstallError(`${said}\n\nnpm ci failed (exit code ${code}), so the dependencies are not installed.`);
  }
  if (existsSync(join(staging, 'node_modules', '.bin', 'node'))) return;
  throw new InstallError(
    'npm did not install the Node 24 runtime (package "node"). Install scripts are probably disabled: ' +
      'run "npm ci --ignore-scripts=false" once.',
  );
};

/** Files that only compilers, editors, debuggers and readers use, and copies for other environments. Licences stay. */
const UNNEEDED_FILES = [
  /\.[cm]?tsx?$/, // types, and sources beside what was built from them
  /\.([cm]?[jt]s|css)\.map$/,
  /(?<!licen[cs]e|notice)\.(md|markdown|flow)$/i,
  /\/date-fns\/locale\/(?!en-US)[^/]+$/,
  /\/pdfkit\/js\/pdfkit\.(browser|standalone)\.[^/]+$/,
  /\/react-dom\/cjs\/react-dom-(server|profiling)[^/]+$/,
];
const UNNEEDED_FOLDERS = [
  /\/node_modules\/(@[^/]+\/)?[^/]+\/(tests?|__tests__)$/,
  /\/node-[^/]+\/(include|share)$/, // the headers of Node and OpenSSL in the package `node`
  /\/render-graphiql\/cjs$/, // a second copy of GraphiQL
  /\/date-fns\/(fp|locale\/(?!en-US|_lib)[^/]+)$/,
];

/**
 * Removes files that running does not need.
 *
 * @param {string} staging
 */
const removeUnneeded = (staging) => {
  /** @param {string} folder */
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      const isFolder = entry.isDirectory();
      const isUnneeded = (isFolder ? UNNEEDED_FOLDERS : UNNEEDED_FILES).some((pattern) =>
        pattern.test(path.replaceAll('\\', '/')),
      );
      if (isUnneeded && !entry.isSymbolicLink()) rmSync(path, { recursive: true });
      else if (isFolder) walk(path);
    }
  };
  for (const folder of modulesIn(staging)) walk(join(staging, folder));
};

/**
 * Returns the folders of packages: the root's, and those of workspaces that need a package in another version.
 *
 * @param {string} folder
 */
const modulesIn = (folder) => {
  /** @type {{ workspaces?: string[] }} */
  const { workspaces = [] } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return ['.', ...workspaces]
    .map((path) => join(path, 'node_modules'))
    .filter((path) => existsSync(join(folder, path)));
};

/**
 * @param {string} root
 * @param {string} staging
 * @param {Scope} scope
 */
const putInPlace = (root, staging, scope) => {
  writeFileSync(stampPath(staging), stampOf(readFileSync(join(root, 'package-lock.json'), 'utf8'), scope));
  for (const folder of modulesIn(root)) {
    mkdirSync(join(staging, 'replaced', dirname(folder)), { recursive: true });
    renameSync(join(root, folder), join(staging, 'replaced', folder));
  }
  // The root's comes last: it has the stamp of a complete installation.
  for (const folder of modulesIn(staging).reverse()) renameSync(join(staging, folder), join(root, folder));
};

/**
 * @param {string} folder
 * @returns {Promise<{ code: number | string | null, output: string }>}
 */
const runNpm = (folder) => {
  const args = ['ci', '--loglevel=error', '--include=dev', '--no-fund', '--no-audit'];
  const env = { ...process.env };
  // An outer `npm run` names its own folder, and with `--workspace …` would narrow this install to that workspace.
  for (const key of Object.keys(env))
    if (/^npm_config_(workspaces?|include_workspace_root|local_prefix)$/i.test(key)) delete env[key];
  const npm = process.env.npm_execpath;
  // The Node that runs npm, not the one in node_modules, which `npm ci` removes while it works.
  const node = process.env.npm_node_execpath ?? process.execPath;
  const call = npm?.endsWith('.js') ? { command: node, args: [npm, ...args] } : { command: 'npm', args };
  return new Promise((resolve) => {
    const child = spawn(call.command, call.args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 1, output: `npm could not be started: ${error.message}` }));
    child.on('close', (code, signal) => resolve({ code: code ?? signal, output }));
  });
};

/**
 * Shows a spinner with seconds on a terminal; otherwise prints a line every few seconds.
 *
 * @param {string} label
 */
const showProgress = (label) => {
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  const frames = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
  const terminal = process.stderr.isTTY;
  let tick = 0;
  if (!terminal) process.stderr.write(`${label} …\n`);
  const timer = setInterval(
    () =>
      process.stderr.write(
        terminal ? `\r${frames[tick++ % frames.length]} ${label} ${seconds()} ` : `${label} … ${seconds()}\n`,
      ),
    terminal ? 100 : 4000,
  );
  return {
    /** @param {string} outcome */
    end(outcome) {
      clearInterval(timer);
      process.stderr.write(`${terminal ? '\r\x1b[2K' : ''}${label}: ${outcome} after ${seconds()}\n`);
    },
  };
};

/**
 * Takes a lock that only one process can have at a time. The lock of a dead process is taken over.
 *
 * @param {string} file
 */
const takeLock = async (file) => {
  mkdirSync(dirname(file), { recursive: true });
  const mine = `${process.pid}`;
  for (let announced = false; ; ) {
    try {
      writeFileSync(file, mine, { flag: 'wx' });
      await sleep(50); // if two processes removed the same dead lock, only the last one's id remains
      if (readText(file) === mine) return () => removeIfThere(file);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    const holder = Number(readText(file));
    if (holder && !isAlive(holder)) removeIfThere(file);
    else {
      if (!announced) process.stderr.write('Another process is installing the dependencies; waiting for it.\n');
      announced = true;
      await sleep(300);
    }
  }
};

/**
 * Returns whether a process is running, including another user's.
 *
 * @param {number} pid
 */
export const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
};

/** @param {string} file */
const removeIfThere = (file) => {
  try {
    unlinkSync(file);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
};

/** @param {string} file */
const readText = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
};

/**
 * Returns the code of an error of Node, such as `ENOENT`.
 *
 * @param {unknown} error
 */
const codeOf = (error) => {
  return /** @type {NodeJS.ErrnoException} */ (error).code;
};
