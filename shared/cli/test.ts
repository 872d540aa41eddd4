import { finish, jestStep, quickSteps } from './steps.ts';
import { withPlatform } from './withPlatform.ts';

/** `npm test`: everything. The end-to-end tests run against a platform of their own, with its own ports and its own state. */
const counts = await quickSteps();
counts.push(await jestStep('integration'));
counts.push(await withPlatform((PLATFORM_FILE) => jestStep('e2e', ['--runInBand'], { PLATFORM_FILE })));
finish(counts);
