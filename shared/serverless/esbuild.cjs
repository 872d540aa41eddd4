/**
 * The options with which esbuild bundles every function: one ES module each, so that top-level code stays small and tree-shaken.
 *
 * @type {import('esbuild').BuildOptions}
 */
module.exports = {
  bundle: true,
  minify: true,
  sourcemap: 'linked', // source maps lead back to TypeScript
  sourcesContent: false,
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  target: 'node24',
  platform: 'node',
  mainFields: ['module', 'main'],
  legalComments: 'none',
  // The AWS SDK is bundled: the version that was tested is the version that runs. Left out is what it would load where the environment
  // has no credentials, as Lambda's always has: the clients of SSO and STS, a fifth of every bundle.
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
