/** Which images a stream's records hold. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_StreamSpecification.html */
type StreamViewType = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

/** What a table's definition says about its stream; nothing when it has none. */
export type StreamFields = {
  StreamSpecification?: { StreamEnabled: boolean; StreamViewType: StreamViewType };
  LatestStreamLabel?: string;
  LatestStreamArn?: string;
};

const viewTypes = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'];

// On AWS the moment at which the stream was made; templates are resolved before their tables exist, so here it is always the same.
const label = '2020-01-01T00:00:00.000';

/** ARN of the stream of the table with this ARN. */
export const streamArnOf = (tableArn: string): string => `${tableArn}/stream/${label}`;

/** Name of the table that a stream belongs to. */
export const tableOfStream = (streamArn: string): string => /:table\/([^/]+)\/stream\//.exec(streamArn)?.[1] ?? '';

/**
 * The fields of a table whose request said `specification`: none when that is not there or disables the stream.
 * Undefined when it is malformed.
 */
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
