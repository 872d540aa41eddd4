/**
 * A plugin of the framework: bundles all functions of a stack in one pass of esbuild, which reads and parses each module once,
 * and zips each bundle with its source map. The same sources give the same zips, byte for byte.
 */
const { mkdirSync, writeFileSync } = require('node:fs');
const { join, relative } = require('node:path');
const { build } = require('esbuild');
const { zipSync } = require('fflate');
const options = require('./esbuild.cjs');
const plugins = require('./esbuildPlugins.cjs');

/** The framework's own folder for zips, from the stack's folder. */
const ARTIFACTS = '.serverless';

/** A zip's times have no zone: this one is the same everywhere. Readable files of Unix. */
const ZIP_ENTRY = { mtime: new Date(1980, 0, 1), os: 3, attrs: 0o100644 << 16 };

module.exports = class BundleFunctions {
  constructor(serverless, { function: name }) {
    this.hooks = {
      'before:package:createDeploymentArtifacts': () =>
        packageFunctions(serverless, serverless.service.getAllFunctions()),
      'before:deploy:function:packageFunction': () => packageFunctions(serverless, [name]),
    };
  }
};

async function packageFunctions(serverless, names) {
  const { serviceDir, service } = serverless;
  const handlers = names.map((name) => moduleOf(service.getFunction(name)));
  const files = await bundle(serverless, [...new Set(handlers)]);
  mkdirSync(join(serviceDir, ARTIFACTS), { recursive: true });
  for (const [index, name] of names.entries()) {
    const bundled = `${handlers[index]}.mjs`;
    const zip = zipSync({
      [bundled]: [files.get(bundled), ZIP_ENTRY],
      [`${bundled}.map`]: [files.get(`${bundled}.map`), ZIP_ENTRY],
    });
    const artifact = join(ARTIFACTS, `${name}.zip`);
    writeFileSync(join(serviceDir, artifact), zip);
    service.getFunction(name).package = { artifact };
  }
}

/** `src/handlers/signUp` of the handler `src/handlers/signUp.handler`. */
const moduleOf = ({ handler }) => handler.replace(/\.\w+$/, '');

/** The bundles and source maps of the modules, by their path from the stack's folder. */
async function bundle({ serviceDir, classes }, modules) {
  try {
    const { outputFiles } = await build({
      ...options,
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
    throw new classes.Error(error.message, 'BUNDLING_FAILED');
  }
}
