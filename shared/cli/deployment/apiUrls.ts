import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';

/**
 * Reads the URLs of a stage's APIs, which their stacks have written to Parameter Store.
 *
 * @returns URLs by service; a service that is not deployed has none
 */
export const readApiUrls = async (
  services: readonly string[],
  at: { stage: string; region: string },
): Promise<Record<string, string>> => {
  const name = (service: string) => `/ecommerce/${at.stage}/${service}/apiUrl`;
  const ssm = new SSMClient({ region: at.region });
  const { Parameters = [] } = await ssm.send(new GetParametersCommand({ Names: services.map(name) }));
  ssm.destroy();
  return Object.fromEntries(
    services.flatMap((service) => {
      const url = Parameters.find(({ Name }) => Name === name(service))?.Value;
      return url === undefined ? [] : [[service, url]];
    }),
  );
};

/** Formats the URLs as a table, one service per line. */
export const urlTable = (urls: Record<string, string>): string => {
  const width = Math.max(...Object.keys(urls).map((service) => service.length));
  return Object.entries(urls)
    .map(([service, url]) => `  ${service.padEnd(width)}  ${url}`)
    .join('\n');
};
