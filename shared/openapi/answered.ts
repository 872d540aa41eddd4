import * as z from 'zod';
import type { RouteDescription } from './description.ts';

type Answer = RouteDescription['answer'];

/** A successful answer. */
export const answered = (about: string, schema: z.ZodType, example: unknown): Answer => ({
  about,
  schema,
  example,
});

/** The answer of a list: a page under the name of what is in it. */
export const pageOf = (what: string, schema: z.ZodType, example: unknown): Answer =>
  answered(`A page of ${what}; \`nextCursor\` where there are more.`, schema, { [what]: [example] });

/** What all routes have in common that delete a row. */
export const deletion = (schema: z.ZodType, id: string): Pick<RouteDescription, 'example' | 'answer'> => ({
  example: { path: { id } },
  answer: answered('It is gone.', schema, { id }),
});

/** Of a page: where the next one begins. */
export const nextCursor = z
  .string()
  .max(1024)
  .regex(/^[\w.-]+$/)
  .meta({
    description: 'Opaque, of `A-Z a-z 0-9 _ - .`: send it as `cursor` for the next page. Absent on the last one.',
  })
  .optional();
