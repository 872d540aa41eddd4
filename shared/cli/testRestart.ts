import { commandLine } from './commandLine.ts';
import { restartTests } from './endToEndFiles.ts';
import { finish, ownPlatformStep } from './steps.ts';

/** `npm run test:restart`: runs the end-to-end tests that kill platforms amid their work and start them again. */
commandLine('test:restart').parse();

finish([await ownPlatformStep('restarts', restartTests)]);
