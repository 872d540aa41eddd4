/** @import { VariableResolution } from './framework.ts' */

/**
 * Returns the address of staff who are told of something, from a stage parameter: empty for `none`. Anything but an address fails the
 * deployment.
 *
 * @param {'lowStockEmail' | 'webhookEmail'} parameter
 * @param {VariableResolution} resolution
 */
const staffEmail = async (parameter, { resolveVariable }) => {
  const address = String(await resolveVariable(`param:${parameter}`)).trim();
  if (address === 'none' || address === '') return '';
  if (!/^[^\s\p{C}<>",;:\\]+@[^\s\p{C}<>",;:\\]+$/u.test(address))
    throw new Error(`The parameter ${parameter} must be none or one plain email address.`);
  return address;
};

/** @param {VariableResolution} resolution */
module.exports.lowStockEmail = (resolution) => staffEmail('lowStockEmail', resolution);

/** @param {VariableResolution} resolution */
module.exports.webhookEmail = (resolution) => staffEmail('webhookEmail', resolution);
