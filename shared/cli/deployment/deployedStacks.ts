import {
  CloudFormationClient,
  GetTemplateCommand,
  paginateListStackResources,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import type { Template } from '@ecommerce/platform/template';

/** A deployed stack. */
export type DeployedStack = {
  /** Name of the service. */
  name: string;
  template: Template;
  resources: DeployedResource[];
};

type DeployedResource = {
  logicalId: string;
  /** The physical id, such as a bucket's or table's name. */
  id: string;
  type: string;
  /** Whether it is kept when its stack is removed. */
  retained: boolean;
};

/** Reads the deployed stacks of these services in a stage from CloudFormation; stacks that are not deployed are left out. */
export const readDeployedStacks = async (
  services: readonly string[],
  at: { stage: string; region: string },
): Promise<DeployedStack[]> => {
  const cloudFormation = new CloudFormationClient({ region: at.region });
  try {
    const stacks = await Promise.all(services.map((name) => readStack(cloudFormation, name, `${name}-${at.stage}`)));
    return stacks.filter((stack) => stack !== undefined);
  } finally {
    cloudFormation.destroy();
  }
};

const readStack = async (
  cloudFormation: CloudFormationClient,
  name: string,
  StackName: string,
): Promise<DeployedStack | undefined> => {
  const body = await cloudFormation.send(new GetTemplateCommand({ StackName })).then(
    ({ TemplateBody }) => TemplateBody,
    (error: Error) => {
      if (/does not exist/.test(error.message)) return undefined;
      throw error;
    },
  );
  if (body === undefined) return undefined;
  const template = JSON.parse(body) as Template;
  const resources: DeployedResource[] = [];
  for await (const page of paginateListStackResources({ client: cloudFormation }, { StackName })) {
    for (const summary of page.StackResourceSummaries ?? []) resources.push(...resourceOf(summary, template));
  }
  return { name, template, resources };
};

const resourceOf = (summary: StackResourceSummary, { Resources }: Template): DeployedResource[] => {
  const { LogicalResourceId: logicalId, PhysicalResourceId: id, ResourceType: type, ResourceStatus } = summary;
  if (!logicalId || !id || !type || ResourceStatus === 'DELETE_COMPLETE') return [];
  return [{ logicalId, id, type, retained: /^Retain/.test(Resources[logicalId]?.DeletionPolicy ?? '') }];
};
