/** @import { VariableResolution } from './framework.ts' */

/**
 * Returns the stage parameters that are lists, comma-separated on the command line (`--param corsOrigins=https://a,https://b`).
 * Where authService gives the refresh token in a cookie, its API lets browsers send cookies; it then has to name its origins.
 *
 * @param {VariableResolution} resolution
 */
module.exports = async ({ resolveVariable }) => {
  const corsOrigins = (await resolveVariable("param:corsOrigins, '*'")).split(',').map((origin) => origin.trim());
  const cookieOrigin = await resolveVariable("param:cookieOrigin, 'none'");
  const corsCredentials = cookieOrigin !== 'none' && (await resolveVariable('self:service')) === 'authService';
  const named = corsOrigins.filter((origin) => origin !== '*' && origin !== cookieOrigin);
  return { corsOrigins: corsCredentials ? [cookieOrigin, ...named] : corsOrigins, corsCredentials };
};
