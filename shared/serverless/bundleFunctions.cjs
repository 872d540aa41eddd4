/** @import { FunctionDefinition, Hooks, Serverless } from './framework.ts' */

/**
 * A plugin of the framework: bundles all functions of a stack in one pass of esbuild, which reads and parses each module once,
 * and zips each bundle with its source map. The same sources give the same zips, byte for byte.
 *
 * A function that reads files of packages when it runs, such as fonts, names them in `custom.assets`, by the function's key: the package's
 * name and a pattern. They are put where `require.resolve` finds them. Packages with compiled code are named in `custom.nativePackages` in the
 * same way; they are left out of the bundle and put beside it: nativePackages.cjs.
 */
const { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join, relative } = require('node:path');
const { build } = require('esbuild');
const { zipSync } = require('fflate');
const options = require('./esbuild.cjs');
const plugins = require('./esbuildPlugins.cjs');
const { nativeFiles } = require('./nativePackages.cjs');

/** The framework's own folder for zips, from the stack's folder. */
const ARTIFACTS = '.serverless';

/** The folder of a package with the same code, of another stage: shared/platform/src/packaging/packageStacks.ts. */
const { BUNDLED } = process.env;

/** Times in a zip have no zone: this one is the same everywhere. Attributes of readable Unix files. */
const ZIP_ENTRY = { mtime: new Date(1980, 0, 1), os: 3, attrs: 0o100644 << 16 };

/** Files that compression does not make smaller. */
const COMPRESSED = /\.woff2?$/;

/** Compiled code. */
const COMPILED = /\.(node|dll|dylib|so[.\d]*)$/;

module.exports = class BundleFunctions {
  /**
   * @param {Serverless} serverless
   * @param {{ function: string }} options
   */
  constructor(serverless, { function: name }) {
    /** @type {Hooks} */
    this.hooks = {
      'before:package:createDeploymentArtifacts': () =>
        packageFunctions(serverless, serverless.service.getAllFunctions()),
      'before:deploy:function:packageFunction': () => packageFunctions(serverless, [name]),
    };
  }
};

/**
 * @param {Serverless} serverless
 * @param {string[]} names
 */
const packageFunctions = async (serverless, names) => {
  const { serviceDir, service } = serverless;
  mkdirSync(join(serviceDir, ARTIFACTS), { recursive: true });
  const zips = BUNDLED === undefined ? await bundledZips(serverless, names) : zipsIn(BUNDLED, names);
  for (const [name, zip] of zips) {
    const artifact = join(ARTIFACTS, `${name}.zip`);
    writeFileSync(join(serviceDir, artifact), zip);
    service.getFunction(name).package = { artifact };
  }
};

/**
 * Returns the zips of a package with the same code, by the functions' keys.
 *
 * @param {string} folder
 * @param {string[]} names
 * @returns {Map<string, Uint8Array>}
 */
const zipsIn = (folder, names) => new Map(names.map((name) => [name, readFileSync(join(folder, `${name}.zip`))]));

/**
 * Bundles functions and returns their zips, by the functions' keys.
 *
 * @param {Serverless} serverless
 * @param {string[]} names
 * @returns {Promise<Map<string, Uint8Array>>}
 */
const bundledZips = async (serverless, names) => {
  const { serviceDir, service } = serverless;
  const modules = new Map(names.map((name) => [name, moduleOf(service.getFunction(name))]));
  const files = await bundle(serverless, [...new Set(modules.values())]);
  const zipOf = (/** @type {string} */ name, /** @type {string} */ module) => {
    const bundled = `${module}.mjs`;
    return zipSync({
      [bundled]: [contentOf(files, bundled), ZIP_ENTRY],
      [`${bundled}.map`]: [contentOf(files, `${bundled}.map`), ZIP_ENTRY],
      ...zipped([
        ...assetsOf(serviceDir, service.custom?.assets?.[name] ?? []),
        ...nativeFiles(serviceDir, service.custom?.nativePackages?.[name] ?? []),
      ]),
    });
  };
  return new Map([...modules].map(([name, module]) => [name, zipOf(name, module)]));
};

/** @typedef {{ path: string, source: string }} PackageFile a file by its path in the zip */

/**
 * Returns files of packages.
 *
 * @param {string} serviceDir
 * @param {string[]} patterns `@scope/package/folder/*.ext`
 * @returns {PackageFile[]}
 */
const assetsOf = (serviceDir, patterns) => {
  const { resolve } = createRequire(join(serviceDir, 'package.json'));
  return patterns.flatMap((pattern) => {
    const [, name = '', rest = ''] = /^((?:@[^/]+\/)?[^/]+)\/(.+)$/.exec(pattern) ?? [];
    const folder = (resolve.paths(name) ?? []).map((path) => join(path, name)).find((path) => existsSync(path)) ?? '';
    const found = folder === '' ? [] : globSync(rest, { cwd: folder });
    if (found.length === 0) throw new Error(`custom.assets: there is no ${pattern}.`);
    return found.map((file) => ({ path: `node_modules/${name}/${file}`, source: join(folder, file) }));
  });
};

/**
 * @param {PackageFile[]} files
 * @returns {import('fflate').Zippable}
 */
const zipped = (files) =>
  Object.fromEntries(
    files
      .sort((one, other) => (one.path < other.path ? -1 : 1))
      .map(({ path, source }) => [path, [readFileSync(source), { ...ZIP_ENTRY, level: levelOf(path) }]]),
  );

/**
 * Returns how much to compress a file. Compiled code is large: where it does not leave this machine, nothing is gained by it.
 *
 * @param {string} path
 */
const levelOf = (path) =>
  COMPRESSED.test(path) || (COMPILED.test(path) && process.env.NATIVE_PACKAGES === 'host') ? 0 : 6;

/**
 * @param {Map<string, Uint8Array>} files
 * @param {string} file
 */
const contentOf = (files, file) => {
  const content = files.get(file);
  if (content === undefined) throw new Error(`esbuild made no ${file}.`);
  return content;
};

/**
 * Returns `src/handlers/signUp` for the handler `src/handlers/signUp.handler`.
 *
 * @param {FunctionDefinition} definition
 */
const moduleOf = ({ handler }) => handler.replace(/\.\w+$/, '');

/**
 * Builds the bundles and source maps of the modules. Returns them by their path from the stack's folder.
 *
 * @param {Serverless} serverless
 * @param {string[]} modules
 */
const bundle = async ({ serviceDir, service, classes }, modules) => {
  try {
    const { outputFiles } = await build({
      ...options,
      external: [...(options.external ?? []), ...Object.values(service.custom?.nativePackages ?? {}).flat()],
      plugins,
      absWorkingDir: serviceDir,
      entryPoints: modules.map((module) => join(serviceDir, `${module}.ts`)),
      outbase: serviceDir,
      outdir: serviceDir,
      write: false,
      logLevel: 'silent',
    });
    return new Map(outputFiles.map(({ path, contents }) => [relative(serviceDir, path), contents]));
  } catch (error) {
    throw new classes.Error(error instanceof Error ? error.message : String(error), 'BUNDLING_FAILED');
  }
};
