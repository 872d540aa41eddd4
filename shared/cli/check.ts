import { finish, quickSteps } from './steps.ts';

/** `npm run check`: the quick half of the tests, without any server. */
finish(await quickSteps());
