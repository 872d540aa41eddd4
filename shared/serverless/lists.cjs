/** @import { VariableResolution } from './framework.ts' */

/**
 * Stage parameters that hold a list: written with commas on the command line (`--param corsOrigins=https://a,https://b`).
 *
 * @param {VariableResolution} resolution
 */
module.exports = async ({ resolveVariable }) => ({
  corsOrigins: (await resolveVariable("param:corsOrigins, '*'")).split(',').map((origin) => origin.trim()),
});
