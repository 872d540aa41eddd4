import { commandLine } from './commandLine.ts';
import { loadTests } from './endToEndFiles.ts';
import { finish, ownPlatformStep } from './steps.ts';

/** `npm run test:load`: runs the end-to-end tests that keep a platform busy for minutes. */
commandLine('test:load').parse();

finish([await ownPlatformStep('load and faults', loadTests)]);
