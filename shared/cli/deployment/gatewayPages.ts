import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GATEWAY } from '../stacks.ts';
import { readDeployedStacks } from './deployedStacks.ts';
import type { Stage } from './stageOptions.ts';
import { stageParameter } from './stageParameters.ts';
import { uploadWebApps } from './webFiles.ts';

/** Builds the web apps and uploads them to the gateway's bucket. Returns the address where they are. */
export const openGateway = async (root: string, at: Stage): Promise<string> => {
  const [gateway] = await readDeployedStacks([GATEWAY.name], at);
  const bucket = gateway?.resources.find(({ logicalId }) => logicalId === 'WebBucket')?.id;
  if (bucket === undefined) throw new Error('The gateway has no bucket for the web apps: deploy it again.');
  const publishableKey = stageParameter(root, GATEWAY, 'stripePublishableKey', at) ?? 'none';
  await uploadWebApps(root, { region: at.region, bucket, publishableKey });
  const ssm = new SSMClient({ region: at.region });
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: `/ecommerce/${at.stage}/gateway/url` }));
  ssm.destroy();
  return Parameter?.Value ?? '';
};
