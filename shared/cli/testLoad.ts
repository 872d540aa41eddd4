import { commandLine } from './commandLine.ts';
import { loadTests, patternOf } from './endToEndFiles.ts';
import { finish, jestStep } from './steps.ts';
import { withPlatform } from './withPlatform.ts';

/** `npm run test:load`: runs the end-to-end tests that keep a platform busy for minutes or kill one, against platforms of their own. */
commandLine('test:load').parse();

/** One after the other: each keeps both cores of a small machine busy. */
const underLoad = (PLATFORM_FILE: string) =>
  jestStep(
    'e2e',
    ['--runInBand', '--testPathPatterns', patternOf(loadTests)],
    { PLATFORM_FILE },
    'load, restarts and faults',
  );

finish([await withPlatform(underLoad, ['--quick-passwords'])]);
