import { readCalls } from '@ecommerce/platform/call-record';
import { compileStacks } from '../checks/templates/compiledStacks.ts';
import { comparePermissions } from '../checks/templates/usedPermissions.ts';
import { type Count, step } from './steps.ts';

/**
 * Compares what the functions did during the end-to-end tests with what their roles allow. Every pair of an action and a resource
 * counts as one test.
 *
 * @param record what `npm start -- --record-calls` wrote
 */
export const permissionsStep = (record: string): Promise<Count> =>
  step('permissions used against permissions granted', async () => {
    const { missing, unused, compared } = comparePermissions(await compileStacks('dev'), readCalls(record));
    for (const permission of missing) console.log(`  not allowed, but used: ${permission}`);
    for (const permission of unused) console.log(`  allowed, but not used: ${permission}`);
    console.log(`${compared} compared, ${missing.length} missing, ${unused.length} unused`);
    const failed = missing.length + unused.length;
    return { passed: Math.max(0, compared - failed), failed };
  });
