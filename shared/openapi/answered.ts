import * as z from 'zod';
import type { RouteDescription } from './description.ts';

type Answer = RouteDescription['answer'];

/** Describes a successful answer. */
export const answered = (about: string, schema: z.ZodType, example: unknown): Answer => ({
  about,
  schema,
  example,
});

/** Describes a successful answer that is a file with a name. */
export const answeredFile = (about: string, mediaType: string): Answer => ({
  about,
  mediaType,
  headers: ['Content-Disposition'],
});

/** Describes the answer of a list: a page under the name of its entries. */
export const pageOf = (what: string, schema: z.ZodType, example: unknown): Answer =>
  answered(`A page of ${what}; \`nextCursor\` where there are more.`, schema, { [what]: [example] });

/** Describes the parts that all routes for deleting a row have in common. */
export const deletion = (schema: z.ZodType, id: string): Pick<RouteDescription, 'example' | 'answer'> => ({
  example: { path: { id } },
  answer: answered('It is gone.', schema, { id }),
});

/** Field of a page: where the next page begins. */
export const nextCursor = z
  .string()
  .max(1024)
  .regex(/^[\w.-]+$/)
  .meta({
    description: 'Opaque, of `A-Z a-z 0-9 _ - .`: send it as `cursor` for the next page. Absent on the last one.',
  })
  .optional();
