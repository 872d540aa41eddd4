import { ShopError } from '@ecommerce/client';
import type { RaRecord } from 'react-admin';
import { fieldErrors } from './formValues.ts';

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

/** Lets a form show the errors of an API at the fields that they name. */
export const withFieldErrors = async <Result>(call: Promise<Result>): Promise<Result> => {
  try {
    return await call;
  } catch (error) {
    const issues = error instanceof ShopError ? error.failure.issues : undefined;
    throw issues ? Object.assign(error as ShopError, { body: { errors: fieldErrors(issues) } }) : error;
  }
};
