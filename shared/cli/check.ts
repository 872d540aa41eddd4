import { commandLine } from './commandLine.ts';
import { finish, quickSteps } from './steps.ts';

/** `npm run check`: the quick half of the tests, without any server. */
commandLine('check').parse();
finish(await quickSteps());
