/** @import { VariableResolution } from './framework.ts' */

/**
 * Returns the settings of outgoing webhooks from the stage parameters `webhooks` and `webhookLoopback`: whether there are any, and whether
 * they may be sent to the machine that sends them. That is for the platform on one machine: `prod` rejects it.
 *
 * @param {VariableResolution} resolution
 */
module.exports = async ({ resolveVariable }) => {
  const state = await resolveVariable('param:webhooks');
  if (state !== 'on' && state !== 'off') throw new Error(`The parameter webhooks must be on or off, not "${state}".`);
  const loopback = await resolveVariable('param:webhookLoopback');
  if (loopback !== 'allowed' && loopback !== 'refused')
    throw new Error(`The parameter webhookLoopback must be allowed or refused, not "${loopback}".`);
  if (loopback === 'allowed' && (await resolveVariable('sls:stage')) === 'prod')
    throw new Error('The parameter webhookLoopback must be refused on prod.');
  return { state, loopback };
};
