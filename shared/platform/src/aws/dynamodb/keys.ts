/**
 * The layout of the database: every key starts with a section that ends in `~`, which no table or index name contains.
 * Behind it comes dynalite's own encoding of an item's key, which sorts as DynamoDB does.
 */
export const itemSection = (table: string): string => `item~${table}~`;
export const indexesSection = (table: string): string => `index~${table}~`;
export const indexSection = (table: string, index: string): string => `index~${table}~${index}~`;
export const tagSection = (table: string): string => `tag~${table}~`;
export const streamSection = (table: string): string => `stream~${table}~`;
export const checkpointsSection = 'checkpoint~';
export const checkpointSection = (table: string): string => `checkpoint~${table}~`;
export const tableSection = 'table~';
export const timeToLiveSection = 'ttl~';
export const tokenSection = 'token~';

/** The bounds of all keys in a section. */
export const rangeOf = (section: string): { gte: string; lt: string } => ({
  gte: section,
  lt: `${section.slice(0, -1)}\x7f`,
});
