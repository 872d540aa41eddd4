import { commandLine } from './commandLine.ts';
import { finish, quickSteps } from './steps.ts';

/** `npm run check`: the quick half of the tests, without any server. */
commandLine(
  'check',
  'Runs the quick half of the tests: types, format and lint, unit tests. No server is started.',
).parse();
finish(await quickSteps());
