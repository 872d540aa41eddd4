/**
 * The esbuild options for every function: one ES module each, so that tree shaking keeps bundles small.
 *
 * @type {import('esbuild').BuildOptions}
 */
module.exports = {
  bundle: true,
  minify: true,
  sourcemap: 'linked', // stack traces refer to the TypeScript source
  sourcesContent: false,
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  target: 'node24',
  platform: 'node',
  mainFields: ['module', 'main'],
  legalComments: 'none',
  // The AWS SDK is bundled, so that the tested version is the one that runs. Left out are the clients of SSO and STS, a fifth of every
  // bundle: the SDK needs them only without credentials in the environment, which Lambda always provides.
  external: [
    '@aws-sdk/credential-provider-ini',
    '@aws-sdk/credential-provider-process',
    '@aws-sdk/credential-provider-sso',
    '@aws-sdk/credential-provider-web-identity',
  ],
  // The SDK's CommonJS parts call require(), which an ES module does not have
  banner: {
    js: "import { createRequire as createBundleRequire } from 'node:module'; const require = createBundleRequire(import.meta.url);",
  },
};
