import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { asciiJson } from '@ecommerce/shared/asciiJson.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { correlationId } from '@ecommerce/shared/correlation.ts';
import { functionFailure } from '@ecommerce/shared/functionFailure.ts';
import {
  EXPORTING_SERVICES,
  type ExportingService,
  ExportPage,
  exportFunctionParameter,
} from '@ecommerce/shared/personalData/exportFunctions.ts';

const { STAGE } = readEnvironment({ STAGE: name });
const ssm = new SSMClient({});
const lambda = new LambdaClient({});

/**
 * Returns the ARNs of the functions that export what other services hold about an account. They are looked up each time, since a service may
 * be deployed or removed at any time.
 *
 * @returns without those of services that are not deployed
 */
export const findExporters = async (): Promise<Map<ExportingService, string>> => {
  const names = EXPORTING_SERVICES.map((service) => exportFunctionParameter(STAGE, service));
  const { Parameters = [] } = await ssm.send(new GetParametersCommand({ Names: names }));
  const values = new Map(Parameters.map(({ Name, Value }) => [Name, Value]));
  return new Map(
    EXPORTING_SERVICES.flatMap((service) => {
      const arn = values.get(exportFunctionParameter(STAGE, service));
      return arn === undefined ? [] : [[service, arn] as const];
    }),
  );
};

/**
 * Invokes a function that exports what another service holds about an account.
 *
 * @throws Error if the function failed, with the failure's own name, so that outages are recognised
 */
export const invokeExporter = async (
  FunctionName: string,
  request: { userId: string; position?: string | undefined },
): Promise<ExportPage> => {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: asciiJson({ ...request, correlationId: correlationId() }) }),
  );
  const answer = Payload?.transformToString() ?? '{}';
  if (FunctionError !== undefined) throw functionFailure('exportPersonalData', answer);
  return ExportPage.parse(JSON.parse(answer));
};
