/** @import { VariableResolution } from './framework.ts' */

/**
 * Returns the address of staff who are told of low stock for the environment LOW_STOCK_EMAIL, from the stage parameter `lowStockEmail`: empty
 * for `none`. Anything but an address fails the deployment.
 *
 * @param {VariableResolution} resolution
 */
module.exports = async ({ resolveVariable }) => {
  const address = String(await resolveVariable('param:lowStockEmail')).trim();
  if (address === 'none' || address === '') return '';
  if (!/^[^\s\p{C}<>",;:\\]+@[^\s\p{C}<>",;:\\]+$/u.test(address))
    throw new Error('The parameter lowStockEmail must be none or one plain email address.');
  return address;
};
