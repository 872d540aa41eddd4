import { readCalls } from '@ecommerce/platform/call-record';
import { compileStacks } from '../checks/templates/compiledStacks.ts';
import { comparePermissions } from '../checks/templates/usedPermissions.ts';
import { type Count, step } from './steps.ts';

/**
 * Compares the permissions that functions used during the end-to-end tests with those that their roles grant. Every pair of an action and
 * a resource counts as one test.
 *
 * @param record the file that `npm start -- --record-calls` wrote
 */
export const permissionsStep = (record: string): Promise<Count> =>
  step('permissions used against permissions granted', async () => {
    const { missing, unused, compared } = comparePermissions(await compileStacks('dev'), readCalls(record));
    for (const permission of missing) console.log(`  used, but not granted: ${permission}`);
    for (const permission of unused) console.log(`  granted, but not used: ${permission}`);
    console.log(`${compared} compared, ${missing.length} missing, ${unused.length} unused`);
    const failed = missing.length + unused.length;
    return { passed: Math.max(0, compared - failed), failed };
  });
