/** @import { VariableResolution } from './framework.ts' */

/**
 * Returns how data is protected, by the stage parameter `keepData`. `yes` (on `prod`) keeps tables, buckets and the user pool when their
 * stack is removed, protects them against deletion, and allows tables to be restored to any second of the last 35 days. With `no`, a
 * removed stage leaves nothing behind.
 *
 * @param {VariableResolution} resolution
 */
module.exports = async ({ resolveVariable }) => {
  const keepData = await resolveVariable('param:keepData');
  if (keepData !== 'yes' && keepData !== 'no')
    throw new Error(`The parameter keepData must be yes or no, not "${keepData}".`);
  const kept = keepData === 'yes';
  return {
    deletionPolicy: kept ? 'RetainExceptOnCreate' : 'Delete', // a failed deployment leaves nothing behind
    deletionProtection: kept, // once the deployment that creates it has succeeded: deletionProtection.cjs
    pointInTimeRecovery: kept,
    userPoolDeletionProtection: kept ? 'ACTIVE' : 'INACTIVE',
  };
};
