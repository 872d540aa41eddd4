/**
 * Which images a stream's records contain. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_StreamSpecification.html
 */
type StreamViewType = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

/** The fields of a table's definition about its stream; none without one. */
export type StreamFields = {
  StreamSpecification?: { StreamEnabled: boolean; StreamViewType: StreamViewType };
  LatestStreamLabel?: string;
  LatestStreamArn?: string;
};

const viewTypes = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'];

// On AWS the creation time of the stream. Templates are resolved before their tables exist, so here it is constant.
const label = '2020-01-01T00:00:00.000';

/** ARN of the stream of the table with this ARN. */
export const streamArnOf = (tableArn: string): string => `${tableArn}/stream/${label}`;

/** Name of the table that a stream belongs to. */
export const tableOfStream = (streamArn: string): string => /:table\/([^/]+)\/stream\//.exec(streamArn)?.[1] ?? '';

/** Returns a table's stream fields for `specification`: none if that is absent or disables the stream, `undefined` if it is malformed. */
export const streamFields = (tableArn: string, specification: unknown): StreamFields | undefined => {
  if (specification === undefined) return {};
  const { StreamEnabled, StreamViewType } = Object(specification) as {
    StreamEnabled?: unknown;
    StreamViewType?: unknown;
  };
  if (StreamEnabled === false && StreamViewType === undefined) return {};
  if (StreamEnabled !== true || typeof StreamViewType !== 'string' || !viewTypes.includes(StreamViewType))
    return undefined;
  return {
    StreamSpecification: { StreamEnabled: true, StreamViewType: StreamViewType as StreamViewType },
    LatestStreamLabel: label,
    LatestStreamArn: streamArnOf(tableArn),
  };
};
