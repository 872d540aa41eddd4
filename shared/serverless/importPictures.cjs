/** @import { VariableResolution } from './framework.ts' */

const VALUES = ['refused', 'allowed', 'local'];

/**
 * Returns whether imports fetch the pictures that their files name, for the environment IMPORT_PICTURES, from the stage parameter
 * `importPictures`. `local` is for tests: also from this machine, without TLS. It fails a deployment to `prod`, as anything else does.
 *
 * @param {VariableResolution} resolution
 */
module.exports = async ({ resolveVariable }) => {
  const importPictures = await resolveVariable('param:importPictures');
  if (!VALUES.includes(String(importPictures)))
    throw new Error(`The parameter importPictures must be refused, allowed or local, not "${importPictures}".`);
  if (importPictures === 'local' && (await resolveVariable('sls:stage')) === 'prod')
    throw new Error('The parameter importPictures must be refused or allowed on prod: local is for tests.');
  return importPictures;
};
