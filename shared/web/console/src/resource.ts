import type { RaRecord } from 'react-admin';

/** A page of a list: the APIs page by cursor. */
type Page = { rows: RaRecord[]; next: string | undefined };
type Query = { limit: number; cursor?: string } & Record<string, string | number>;

/** What the console reads and writes of one kind, with the routes of the shop. What an API cannot do is absent. */
export type ResourceData = {
  list?(query: Query): Promise<Page>;
  read?(id: string): Promise<RaRecord>;
  create?(fields: Fields): Promise<RaRecord>;
  /** @param before the record that the form was filled with */
  update?(id: string, fields: Fields, before: RaRecord): Promise<RaRecord>;
  remove?(id: string): Promise<unknown>;
};

/** The values of a form. */
// biome-ignore lint/suspicious/noExplicitAny: forms have no types; the APIs check every field
export type Fields = Record<string, any>;
