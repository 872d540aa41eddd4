/** @import { VariableResolution } from './framework.ts' */

/**
 * How data is kept, by the stage parameter `keepData`: `yes` (on `prod`) keeps tables, buckets and the user pool when their stack is removed, refuses
 * to delete them, and can put tables back to any second of the last 35 days; `no` lets a stage go without a trace.
 *
 * @param {VariableResolution} resolution
 */
module.exports = async ({ resolveVariable }) => {
  const keepData = await resolveVariable('param:keepData');
  if (keepData !== 'yes' && keepData !== 'no')
    throw new Error(`The parameter keepData is yes or no, not "${keepData}".`);
  const kept = keepData === 'yes';
  return {
    deletionPolicy: kept ? 'RetainExceptOnCreate' : 'Delete', // a failed deployment leaves nothing behind that it has created
    deletionProtection: kept, // once the deployment that creates it has succeeded: deletionProtection.cjs
    pointInTimeRecovery: kept,
    userPoolDeletionProtection: kept ? 'ACTIVE' : 'INACTIVE',
  };
};
