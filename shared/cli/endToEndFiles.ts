import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

const files = globSync('shared/test/e2e/*.e2e.test.ts');

/** End-to-end tests that keep a platform busy for minutes. */
export const loadTests = files.filter(
  (file) => /\/many\w+\.e2e/.test(file) || /\brunChaos\(/.test(readFileSync(file, 'utf8')),
);

/** End-to-end tests that start platforms of their own, to kill or change them. */
export const ownPlatformTests = files.filter(
  (file) => !loadTests.includes(file) && /\bstartPlatformProcess\(/.test(readFileSync(file, 'utf8')),
);

/** Returns jest's pattern of these files and no others. */
export const patternOf = (paths: readonly string[]): string =>
  `/(${paths.map((file) => basename(file, '.ts').replaceAll('.', '\\.')).join('|')})\\.ts$`;
