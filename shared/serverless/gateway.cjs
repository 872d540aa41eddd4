/** @import { VariableResolution } from './framework.ts' */

/**
 * Returns how the functions recognise the stage's gateway, by the stage parameters `gateway` and `gatewayOnly`: the SHA-256 of its key, which
 * `npm run deploy` writes to Parameter Store, and whether they reject requests that did not come through it.
 *
 * @param {VariableResolution} resolution
 */
module.exports = async ({ resolveVariable }) => {
  const stage = await resolveVariable('sls:stage');
  const gateway = await resolveVariable("param:gateway, 'no'");
  const only = await resolveVariable("param:gatewayOnly, 'no'");
  for (const [name, value] of Object.entries({ gateway, gatewayOnly: only }))
    if (value !== 'yes' && value !== 'no') throw new Error(`The parameter ${name} must be yes or no, not "${value}".`);
  if (gateway === 'no' && only === 'yes') throw new Error('With gatewayOnly=yes, gateway must be yes too.');
  if (gateway === 'no') return { only, keyHash: 'none', Parameters: {} };
  return {
    only,
    keyHash: { Ref: 'GatewayKeyHash' },
    Parameters: {
      GatewayKeyHash: {
        Type: 'AWS::SSM::Parameter::Value<String>',
        Default: `/ecommerce/${stage}/gateway/keyHash`,
      },
    },
  };
};
