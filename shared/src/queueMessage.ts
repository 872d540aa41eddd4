import type * as z from 'zod';

/** Parses JSON. Returns `undefined` if `text` is not JSON. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the parser's message would quote the body in the log
  }
};

/** Lists the invalid fields of a message, without their values. */
export const faultyFields = ({ issues }: z.core.$ZodError): string =>
  [...new Set(issues.map(({ path }) => path.join('.') || 'the body'))].join(', ');
