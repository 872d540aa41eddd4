import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

const files = globSync('shared/test/e2e/*.e2e.test.ts');

/** End-to-end tests that keep a platform busy for minutes, or kill one amid its work. */
export const loadTests = files.filter(
  (file) => /\/(many|\w*[rR]estart)\w*\.e2e/.test(file) || /\brunChaos\(/.test(readFileSync(file, 'utf8')),
);

/** End-to-end tests that mostly wait: for platforms of their own, which they change, and for a browser. */
export const waitingTests = files.filter(
  (file) =>
    !loadTests.includes(file) &&
    /\b(startPlatformProcess|startBrowser|closeBrowser)\(/.test(readFileSync(file, 'utf8')),
);

/** Returns jest's pattern of these files and no others. */
export const patternOf = (paths: readonly string[]): string =>
  `/(${paths.map((file) => basename(file, '.ts').replaceAll('.', '\\.')).join('|')})\\.ts$`;
