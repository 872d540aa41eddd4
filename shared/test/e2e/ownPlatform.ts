import { delimiter } from 'node:path';

/** Set up before each end-to-end test file: gives each worker of jest a platform of its own, of those that `PLATFORM_FILES` lists. */
const { PLATFORM_FILES, JEST_WORKER_ID } = process.env;

if (PLATFORM_FILES !== undefined) {
  process.env.PLATFORM_FILE = PLATFORM_FILES.split(delimiter)[Number(JEST_WORKER_ID) - 1];
}
