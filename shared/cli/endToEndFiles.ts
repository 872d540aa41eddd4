import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

const files = globSync('shared/test/e2e/*.e2e.test.ts');

/** End-to-end tests that keep a platform busy for minutes. */
export const loadTests = files.filter(
  (file) => /\/many\w*\.e2e/.test(file) || /\brunChaos\(/.test(readFileSync(file, 'utf8')),
);

/** End-to-end tests that kill platforms of their own amid their work. */
export const restartTests = files.filter((file) => /\/\w*restart\w*\.e2e/i.test(file));

/** End-to-end tests that mostly wait: for platforms of their own, which they change, and for a browser. */
export const waitingTests = files.filter(
  (file) =>
    ![...loadTests, ...restartTests].includes(file) &&
    /\b(startPlatformProcess|startBrowser|closeBrowser)\(/.test(readFileSync(file, 'utf8')),
);

/** Returns jest's pattern of these files and no others. */
export const patternOf = (paths: readonly string[]): string =>
  `/(${paths.map((file) => basename(file, '.ts').replaceAll('.', '\\.')).join('|')})\\.ts$`;
