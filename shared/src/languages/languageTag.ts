import * as z from 'zod';

/** A language tag (BCP 47), of any language: texts in a language that is not known are English. */
export const LanguageTag = z
  .string()
  .regex(/^[A-Za-z]{2,3}(?:-[A-Za-z\d]{2,8}){0,3}$/, 'must be a language tag such as de or en-GB');
