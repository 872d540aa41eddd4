/** The plugins with which esbuild makes the bundles. */

/** @import { Plugin } from 'esbuild' */
const { readFileSync } = require('node:fs');
const { basename } = require('node:path');

const USED = ['PaymentIntents.js', 'Refunds.js'];

/** Resources, the events of Stripe's second API, and what only runtimes other than Node need. */
const PARTS =
  /[\\/]stripe[\\/]esm[\\/](resources[\\/].+|StripeEventNotificationHandler|net[\\/]FetchHttpClient|crypto[\\/]SubtleCryptoProvider)\.js$/;

/** @param {string} source */
const emptied = (source) =>
  [...source.matchAll(/^export class (\w+)/gm)].map(([, name]) => `export class ${name} {}`).join('\n');

/**
 * Of the `stripe` package's 190 resources only those go into bundles that paymentProvider.ts uses. The package makes an object of each, so
 * that nothing of it can be shaken off: 170 kB in every function that asks the payment provider. The others are empty classes; calling one of
 * their methods fails at once, in the first test that does.
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
 * `node:http` and `node:https` come by `require` instead of `import`: an import reads every export of a built-in module once, and among those
 * of node:http are getters that load Node's whole fetch. That is a tenth of a cold start, for what nobody uses; the AWS SDK imports both.
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

module.exports = [stripeParts, requiredHttp];
