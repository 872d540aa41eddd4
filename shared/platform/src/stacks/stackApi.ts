import { isDeepStrictEqual } from 'node:util';
import { httpRoutes } from '../cloudformation/services/apiGateway.ts';
import type { ApiPlan, StackPlan } from '../cloudformation/stackPlan.ts';
import { TemplateError } from '../cloudformation/template.ts';
import type { LambdaRuntime } from '../functions/lambdaRuntime.ts';
import { type HttpApi, type HttpApiOptions, startHttpApi } from '../http/httpApi.ts';
import type { PlatformLog } from '../log/functionLog.ts';

export type StackApi = {
  /** Starts the stack's HTTP API, or updates the routes of the running one. */
  replace(plan: StackPlan): Promise<void>;
  close(): Promise<void>;
};

/** Creates the HTTP API of a stack on its port, if the stack has one. */
export const createStackApi = (options: {
  name: string;
  port: number;
  accountId: string;
  runtime: LambdaRuntime;
  log: PlatformLog;
}): StackApi => {
  const { name, port, accountId, runtime, log } = options;
  let running: { api: HttpApi; settings: unknown } | undefined;
  const close = async () => {
    const closing = running?.api.close();
    running = undefined;
    await closing;
  };
  return {
    close,
    async replace(plan) {
      const [api, another] = plan.apis;
      if (another)
        throw new TemplateError(`${plan.stack}: one HTTP API has a port locally, this stack has ${plan.apis.length}.`);
      if (!api) return close();
      const routes = httpRoutes(plan, api);
      const settings = settingsOf(api);
      if (running && isDeepStrictEqual(running.settings, settings)) {
        running.api.replaceRoutes(routes);
        return;
      }
      await close();
      const invoke: HttpApiOptions['invoke'] = (functionArn, event, { traceId }) =>
        runtime.invoke(functionArn, event, { traceId });
      running = { api: await startHttpApi({ ...settings, name, port, accountId, routes, invoke, log }), settings };
    },
  };
};

/** Returns the settings that cannot be changed while the API runs. */
const settingsOf = ({ apiId, stageName, cors, defaultThrottle }: ApiPlan) => ({
  apiId,
  stageName,
  ...(cors ? { cors } : {}),
  ...(defaultThrottle ? { defaultThrottle } : {}),
});
