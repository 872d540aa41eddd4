/**
 * Preloaded into `serverless package`: when a build has failed, esbuild's service would keep that process alive for ever. Its exit code says
 * that it has failed; the wait lets it finish what it prints.
 */
const checkMs = 50;
const printingMs = 200;

setInterval(() => {
  if (process.exitCode) setTimeout(() => process.exit(), printingMs);
}, checkMs).unref();
