import type * as z from 'zod';

/** What `text` says; undefined where it is no JSON. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the parser's own message would quote the body
  }
};

/** The fields at fault in a message, without their values. */
export const faultyFields = ({ issues }: z.core.$ZodError): string =>
  [...new Set(issues.map(({ path }) => path.join('.') || 'the body'))].join(', ');
