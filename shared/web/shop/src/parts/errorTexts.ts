import { type Failure, ShopError } from '@ecommerce/client';
import type { Texts } from '../texts/en.ts';

/** Returns the failure of a call, given itself or as an exception; empty for any other error. */
export const failureOf = (error: unknown): Partial<Failure> => {
  if (error instanceof ShopError) return error.failure;
  return typeof error === 'object' && error !== null && 'code' in error ? (error as Failure) : {};
};

/** Returns the code of a failed call, or of its exception. */
export const codeOf = (error: unknown): Failure['code'] | undefined => failureOf(error).code;

/** Says what an error means to the person, by its code. */
export const errorText = (t: Texts, error: unknown): string => {
  const codes: Partial<Record<string, string>> = t.errors.codes;
  return codes[codeOf(error) ?? ''] ?? t.errors.unexpected;
};

/** What is wrong with the fields that the APIs have refused, by their paths in the request. */
export type FieldErrors = Readonly<Record<string, string>>;

/** Returns what is wrong with the fields that the APIs have refused. */
export const fieldErrors = (t: Texts, error: unknown): FieldErrors =>
  Object.fromEntries((failureOf(error).issues ?? []).map(({ path, message }) => [path, fieldText(t, path, message)]));

/** The APIs name an example where the form of a value depends on the country. */
const EXAMPLE = /such as (\S+)$/;

const fieldText = (t: Texts, path: string, message: string): string => {
  const { tooLong, empty, fields, field } = t.errors;
  if (message.startsWith('Too big')) return tooLong;
  if (message.startsWith('Too small') || /can be seen|is needed|is required/.test(message)) return empty;
  const texts: Partial<Record<string, string>> = fields;
  const text = texts[path.split('.').at(-1) ?? ''] ?? field;
  const example = EXAMPLE.exec(message)?.[1];
  return example === undefined ? text : `${text} ${t.errors.example(example)}`;
};

/** Returns the errors of a part of the request, by the paths from there on. */
export const errorsIn = (part: string, errors: FieldErrors): FieldErrors =>
  Object.fromEntries(
    Object.entries(errors)
      .filter(([path]) => path.startsWith(`${part}.`))
      .map(([path, text]) => [path.slice(part.length + 1), text]),
  );
