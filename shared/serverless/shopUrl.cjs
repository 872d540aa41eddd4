/** @import { VariableResolution } from './framework.ts' */

/**
 * Returns the address of the shop's pages for the environment SHOP_URL, from the stage parameter `shopUrl`: in its ASCII form and without a
 * slash at its end, or empty for `none`. Anything else fails the deployment.
 *
 * @param {VariableResolution} resolution
 */
module.exports = async ({ resolveVariable }) => {
  const shopUrl = String(await resolveVariable('param:shopUrl')).trim();
  if (shopUrl === 'none' || shopUrl === '') return '';
  const url = URL.parse(shopUrl);
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username)
    throw new Error('The parameter shopUrl must be none or an address like https://shop.example, without ? and #.');
  return url.href.replace(/\/+$/, '');
};
