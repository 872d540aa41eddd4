/** @import { VariableResolution } from '../shared/serverless/framework.ts' */

/**
 * Returns the address of this service's API in emails, for the environment API_URL, from the stage parameter `ownUrl`: without a slash at its
 * end, or for `none` the API's own address. Anything else fails the deployment.
 *
 * @param {VariableResolution} resolution
 */
module.exports = async ({ resolveVariable }) => {
  const ownUrl = String(await resolveVariable('param:ownUrl')).trim();
  if (ownUrl === 'none') return { 'Fn::GetAtt': ['HttpApi', 'ApiEndpoint'] };
  const url = URL.parse(ownUrl);
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username)
    throw new Error('The parameter ownUrl must be none or an address like https://shop.example/api/auth.');
  return url.href.replace(/\/+$/, '');
};
