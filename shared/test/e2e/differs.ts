import { appendFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import type { DifferenceName } from '../../cli/rehearsal/differences.ts';
import { platform } from './shop.ts';

/**
 * Whether the stage under test differs from AWS in this, so that what the caller would assert about it does not hold there. Only a rehearsal
 * has differences (shared/cli/rehearsal/differences.ts): it says at its end which tests left something out, and why.
 */
export const differs = (name: DifferenceName): boolean => {
  if (!platform.differences?.includes(name)) return false;
  const test = expect.getState().currentTestName ?? '';
  const file = process.env.LEFT_OUT_FILE;
  if (file) appendFileSync(file, `${JSON.stringify({ name, test })}\n`);
  return true;
};
