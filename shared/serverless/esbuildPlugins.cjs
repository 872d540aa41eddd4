/** The esbuild plugins for the bundles. */

/** @import { Plugin } from 'esbuild' */
const { readFileSync } = require('node:fs');
const { basename } = require('node:path');

const USED = ['PaymentIntents.js', 'Refunds.js'];

/** Stripe's resources, the events of its v2 API, and code for runtimes other than Node. */
const PARTS =
  /[\\/]stripe[\\/]esm[\\/](resources[\\/].+|StripeEventNotificationHandler|net[\\/]FetchHttpClient|crypto[\\/]SubtleCryptoProvider)\.js$/;

/** @param {string} source */
const emptied = (source) =>
  [...source.matchAll(/^export class (\w+)/gm)].map(([, name]) => `export class ${name} {}`).join('\n');

/**
 * Bundles only those of the `stripe` package's 190 resources that paymentProvider.ts uses. The package instantiates all of them, which
 * defeats tree shaking: 170 kB in every function that calls the payment provider. The others become empty classes; a test that calls one
 * of their methods fails.
 *
 * @type {Plugin}
 */
const stripeParts = {
  name: 'stripe-parts',
  setup: (build) => {
    build.onLoad({ filter: PARTS }, ({ path }) => {
      const isUsed = USED.includes(basename(path)) && /[\\/]resources[\\/][^\\/]+$/.test(path);
      return isUsed ? undefined : { contents: emptied(readFileSync(path, 'utf8')) };
    });
  },
};

/**
 * Loads `node:http` and `node:https` with `require` instead of `import`. An import reads every export of a built-in module, and some
 * exports of node:http are getters that load Node's whole fetch: a tenth of a cold start for unused code. The AWS SDK imports both.
 *
 * @type {Plugin}
 */
const requiredHttp = {
  name: 'required-http',
  setup: (build) => {
    build.onResolve({ filter: /^(node:)?https?$/ }, ({ path, kind }) =>
      kind === 'import-statement' || kind === 'dynamic-import' ? { path, namespace: 'required' } : undefined,
    );
    build.onLoad({ filter: /./, namespace: 'required' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
  },
};

/**
 * Decompresses Brotli with Node instead of the `brotli` package, whose dictionary alone is half a megabyte. fontkit imports it.
 *
 * @type {Plugin}
 */
const brotliOfNode = {
  name: 'brotli-of-node',
  setup: (build) => {
    build.onResolve({ filter: /^brotli\/decompress\.js$/ }, ({ path }) => ({ path, namespace: 'brotli' }));
    build.onLoad({ filter: /./, namespace: 'brotli' }, () => ({
      contents: "module.exports = (bytes) => require('node:zlib').brotliDecompressSync(bytes);",
    }));
  },
};

/**
 * Bundles only the part of `wawoff2` that reads fonts: writing them is a megabyte more. That part asks for the folder that it is in, which an
 * ES module does not have, but reads no file from there.
 *
 * @type {Plugin}
 */
const woff2Reader = {
  name: 'woff2-reader',
  setup: (build) => {
    build.onLoad({ filter: /[\\/]wawoff2[\\/]compress\.js$/ }, () => ({ contents: '' }));
    build.onLoad({ filter: /[\\/]wawoff2[\\/]build[\\/]decompress_binding\.js$/ }, ({ path }) => ({
      contents: `const __dirname = ''; ${readFileSync(path, 'utf8')}`,
    }));
  },
};

/**
 * Bundles the WebAssembly of `@platformatic/wasm-utils`, by which the client of Kafka computes checksums, instead of reading it from a
 * file beside the package.
 *
 * @type {Plugin}
 */
const wasmInside = {
  name: 'wasm-inside',
  setup: (build) => {
    build.onResolve({ filter: /^@platformatic\/wasm-utils$/ }, ({ path, importer, resolveDir, kind }) =>
      build.resolve(`${path}/bundled`, { importer, resolveDir, kind }),
    );
  },
};

module.exports = [stripeParts, requiredHttp, brotliOfNode, woff2Reader, wasmInside];
