import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLambdaRuntime } from '../../src/functions/lambdaRuntime.ts';
import { createPlatformLog } from '../../src/log/functionLog.ts';

/** Accepts three events for a function that never ends, and prints their numbers and request ids. */
const directory = String(process.argv[2]);
const file = join(directory, 'never.mjs');
writeFileSync(file, 'export const handler = () => new Promise(() => {});');
const runtime = createLambdaRuntime({
  log: createPlatformLog(),
  region: 'eu-west-1',
  accountId: '000000000000',
  directory,
});
runtime.define({
  ...{ name: 'later', arn: 'arn:aws:lambda:eu-west-1:000000000000:function:later', file, exportName: 'handler' },
  ...{ environment: {}, timeoutSeconds: 60, memoryMb: 128 },
});
const accepted = [1, 2, 3].map((n) => `${n} ${runtime.invokeAsync('later', { n })}`);
setTimeout(() => console.log(accepted.join(',')), 20);
