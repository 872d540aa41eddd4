/**
 * A plugin of esbuild: of the `stripe` package's 190 resources only those go into bundles that paymentProvider.ts uses. The package makes an
 * object of each, so that nothing of it can be shaken off: 170 kB in every function that asks the payment provider. The others are empty
 * classes; calling one of their methods fails at once, in the first test that does.
 */
const { readFileSync } = require('node:fs');
const { basename } = require('node:path');

const USED = ['PaymentIntents.js', 'Refunds.js'];

/** Resources, the events of Stripe's second API, and what only runtimes other than Node need. */
const PARTS =
  /[\\/]stripe[\\/]esm[\\/](resources[\\/].+|StripeEventNotificationHandler|net[\\/]FetchHttpClient|crypto[\\/]SubtleCryptoProvider)\.js$/;

const emptied = (source) =>
  [...source.matchAll(/^export class (\w+)/gm)].map(([, name]) => `export class ${name} {}`).join('\n');

module.exports = [
  {
    name: 'stripe-parts',
    setup: (build) => {
      build.onLoad({ filter: PARTS }, ({ path }) => {
        const isUsed = USED.includes(basename(path)) && /[\\/]resources[\\/][^\\/]+$/.test(path);
        return isUsed ? undefined : { contents: emptied(readFileSync(path, 'utf8')) };
      });
    },
  },
];
