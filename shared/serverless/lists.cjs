/** @import { VariableResolution } from './framework.ts' */

/**
 * Returns the stage parameters that are lists, comma-separated on the command line (`--param corsOrigins=https://a,https://b`).
 *
 * @param {VariableResolution} resolution
 */
module.exports = async ({ resolveVariable }) => ({
  corsOrigins: (await resolveVariable("param:corsOrigins, '*'")).split(',').map((origin) => origin.trim()),
});
