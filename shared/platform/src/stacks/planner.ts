import { type PlanContext, planStack, planUserPools } from '../cloudformation/resources.ts';
import type { UserPoolClientPlace } from '../cloudformation/resourceType.ts';
import type { StackPlan } from '../cloudformation/stackPlan.ts';
import { TemplateError } from '../cloudformation/template.ts';
import type { Endpoints } from '../endpoints.ts';
import type { PackagedStack } from '../packaging/packageStacks.ts';
import { orderStacks } from '../packaging/stackOrder.ts';

export type PlannerOptions = {
  endpoints: {
    urls: Pick<Endpoints['urls'], 'cognito'>;
    cognito: {
      createUserPool(pool: StackPlan['userPools'][number]): Promise<unknown>;
      createUserPoolClient(client: UserPoolClientPlace): { clientId: string };
    };
    parameters: Pick<Endpoints['parameters'], 'get' | 'set'>;
  };
  /** The address of SQS for functions: the SDK calls the address in a queue's URL. */
  sqsUrl: string;
  region: string;
  accountId: string;
  /** Returns the URL of a stack's HTTP API. */
  apiUrl(stack: string): string;
};

export type Planner = ReturnType<typeof createPlanner>;

/** Creates the planner, which turns packaged stacks into plans, in the order in which they need each other's parameters. */
export const createPlanner = ({ endpoints, sqsUrl, region, accountId, apiUrl }: PlannerOptions) => {
  const exported = new Map<string, string>();
  const contextOf = ({ name, template, bundles }: PackagedStack): PlanContext => ({
    stack: name,
    template,
    region,
    accountId,
    storedParameter: (parameter) => endpoints.parameters.get(parameter),
    exportedValue: (value) => exported.get(value),
    surroundings: {
      sqsUrl,
      cognitoUrl: endpoints.urls.cognito,
      apiUrl: apiUrl(name),
      bundleDirectory: (zipName) => bundles[zipName] ?? missingBundle(name, zipName),
      userPoolClientId: (client) => endpoints.cognito.createUserPoolClient(client).clientId,
    },
  });
  const plan = async (stack: PackagedStack): Promise<StackPlan> => {
    const context = contextOf(stack);
    try {
      for (const pool of planUserPools(context)) await endpoints.cognito.createUserPool(pool);
      const planned = planStack(context);
      for (const { name, value } of planned.parameters) endpoints.parameters.set(name, value);
      for (const [name, value] of Object.entries(planned.exports)) exported.set(name, value);
      return planned;
    } catch (error) {
      if (error instanceof TemplateError) throw error;
      throw new TemplateError(`${stack.name}: ${error instanceof Error ? error.message : error}`, { cause: error });
    }
  };
  return {
    async planAll(packages: readonly PackagedStack[]): Promise<StackPlan[]> {
      const plans: StackPlan[] = [];
      for (const stack of orderStacks(packages, { region, accountId })) plans.push(await plan(stack));
      return plans;
    },
  };
};

const missingBundle = (stack: string, zipName: string): never => {
  throw new TemplateError(`${stack}: the packaged output has no ${zipName}.`);
};
