import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  CloudWatchLogsClient,
  DescribeQueryDefinitionsCommand,
  GetQueryResultsCommand,
  type ResultField,
  StartQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { OrderRow } from './orderRow.ts';

type Identity = Pick<OrderRow, 'orderId' | 'correlationId'>;

/**
 * Reads the log lines of the local platform about an order, oldest first.
 *
 * @param file the platform's log; the previous one is read too
 */
export const readLocalLog = async (
  { orderId, correlationId }: Identity,
  file = join(dirname(process.env.PLATFORM_FILE ?? join('.local', 'platform.json')), 'logs', 'platform.log'),
): Promise<string[]> =>
  [`${file}.1`, file]
    .filter((path) => existsSync(path))
    .flatMap((path) => readFileSync(path, 'utf8').split('\n'))
    .filter((line) => line.includes(orderId) || line.includes(correlationId));

const DAY_SECONDS = 86_400;
const QUERY_SECONDS = 120;

/**
 * Reads the log lines of a deployed stage about an order, oldest first, with the stage's saved query `one order`.
 *
 * @throws Error if the stage has no such query, or it fails
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html
 */
export const readDeployedLog = async (
  { orderId, correlationId }: Identity,
  { stage, region, days }: { stage: string; region: string; days: number },
): Promise<string[]> => {
  const logs = new CloudWatchLogsClient({ region });
  const queryDefinitionNamePrefix = `ecommerce/${stage}/one order`;
  const { queryDefinitions = [] } = await logs.send(new DescribeQueryDefinitionsCommand({ queryDefinitionNamePrefix }));
  const [query] = queryDefinitions;
  if (!query?.queryString) throw new Error(`The stage ${stage} has no saved query "${queryDefinitionNamePrefix}".`);
  const now = Math.floor(Date.now() / 1000);
  const { queryId } = await logs.send(
    new StartQueryCommand({
      logGroupNames: query.logGroupNames,
      queryString: query.queryString.replaceAll('CORRELATION_ID', correlationId).replaceAll('ORDER_ID', orderId),
      startTime: now - days * DAY_SECONDS,
      endTime: now,
    }),
  );
  for (const end = Date.now() + QUERY_SECONDS * 1000; Date.now() < end; await wait(1000)) {
    const { status, results = [] } = await logs.send(new GetQueryResultsCommand({ queryId }));
    if (status === 'Complete') return results.map(toLine);
    if (status !== 'Running' && status !== 'Scheduled') throw new Error(`The saved query ended as ${status}.`);
  }
  throw new Error(`The saved query has not finished within ${QUERY_SECONDS} s.`);
};

/** Formats a result of the query as one line: the time, then each field with a value. */
const toLine = (fields: ResultField[]): string => {
  const values = new Map(fields.map(({ field, value }) => [field, value]));
  const rest = fields.filter(({ field = '' }) => !field.startsWith('@') && !/^(service|level|message)$/.test(field));
  return [
    ...['@timestamp', 'level', 'message'].map((field) => values.get(field) ?? ''),
    ...rest.map(({ field, value }) => `${field}=${value}`),
  ].join('  ');
};
