import { invalid, missing } from './apiError.ts';

/** Parameters of a request, nested as in Stripe's form encoding: `metadata[orderId]=1` is `{ metadata: { orderId: '1' } }`. */
export type Params = {
  [name: string]: string | Params | undefined;
};

/** Reads form-encoded text or a query string. Lists (`expand[]=a`, `expand[0]=a`) become objects with numbers as names. */
export const parseParams = (text: string): Params => {
  const root = emptyParams();
  for (const [key, value] of new URLSearchParams(text)) {
    const names = [key.split('[')[0] ?? '', ...[...key.matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? '')];
    let place = root;
    for (const name of names.slice(0, -1)) {
      const inner = place[name];
      place = place[name] = typeof inner === 'object' ? inner : emptyParams();
    }
    const last = names.at(-1) ?? '';
    place[last === '' ? String(Object.keys(place).length) : last] = value;
  }
  return root;
};

/** Without a prototype, so that no parameter name can reach an inherited property. */
const emptyParams = (): Params => Object.create(null) as Params;

/** @throws {ApiError} that names the first parameter which the operation does not accept */
export const refuseUnknown = (params: Params, known: readonly string[]): void => {
  const unknown = Object.keys(params).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw invalid(`Received unknown parameter: ${unknown}`, { code: 'parameter_unknown', param: unknown });
};

/** @throws {ApiError} when the parameter is not text, or is empty */
export const optionalText = (params: Params, name: string): string | undefined => {
  const value = params[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw invalid(`Invalid string: ${JSON.stringify(value)}`, { param: name });
  if (value !== '') return value;
  throw invalid(
    `You passed an empty string for '${name}'. We assume empty values are an attempt to unset a parameter; however '${name}' cannot be unset. You should remove '${name}' from your request or supply a non-empty value.`,
    { code: 'parameter_invalid_empty', param: name },
  );
};

/** @throws {ApiError} when the parameter is missing, not text or empty */
export const text = (params: Params, name: string): string => {
  const value = optionalText(params, name);
  if (value === undefined) throw missing(name);
  return value;
};

/** @throws {ApiError} unless the parameter is missing or a whole number of at least `least` */
export const optionalInteger = (params: Params, name: string, least = 1): number | undefined => {
  const value = optionalText(params, name);
  if (value === undefined) return undefined;
  if (!/^[+-]?\d+$/.test(value))
    throw invalid(`Invalid integer: ${value}`, { code: 'parameter_invalid_integer', param: name });
  if (Number(value) >= least) return Number(value);
  throw invalid(`This value must be greater than or equal to ${least}.`, {
    code: 'parameter_invalid_integer',
    param: name,
  });
};

/** @throws {ApiError} unless the parameter is missing or one of `choices` */
export const optionalChoice = <Choice extends string>(
  params: Params,
  name: string,
  choices: readonly Choice[],
): Choice | undefined => {
  const value = optionalText(params, name);
  if (value === undefined) return undefined;
  const choice = choices.find((each) => each === value);
  if (choice !== undefined) return choice;
  throw invalid(`Invalid ${name}: must be one of ${choices.slice(0, -1).join(', ')}, or ${choices.at(-1)}`, {
    param: name,
  });
};

/** Returns the list under `name`, in the order of the request. */
export const textList = (params: Params, name: string): string[] => {
  const value = params[name];
  return typeof value === 'object' ? Object.values(value).filter((item) => typeof item === 'string') : [];
};

/**
 * Returns `former` with the request's pairs, at most 50 in all; an empty value removes its key.
 *
 * @throws {ApiError}
 * @see https://docs.stripe.com/api/metadata
 */
export const metadata = (params: Params, former: Readonly<Record<string, string>> = {}): Record<string, string> => {
  const given = params.metadata;
  if (given === undefined) return { ...former };
  if (given === '') return {};
  if (typeof given === 'string') throw invalid('Invalid object', { param: 'metadata' });
  const pairs = new Map(Object.entries(former));
  for (const [key, value] of Object.entries(given)) {
    const param = `metadata[${key}]`;
    if (typeof value !== 'string')
      throw invalid(`Metadata values must be strings, but for key '${key}' you passed in a hash.`, { param });
    if (key.length > 40)
      throw invalid(
        `Metadata keys can have up to 40 characters, but you passed in a key that is ${key.length} characters.`,
        { param },
      );
    if (value.length > 500)
      throw invalid(
        `Metadata values can have up to 500 characters, but you passed in a value that is ${value.length} characters.`,
        { param },
      );
    if (value === '') pairs.delete(key);
    else pairs.set(key, value);
  }
  if (pairs.size <= 50) return Object.fromEntries(pairs);
  throw invalid(`You can only set 50 keys in metadata; this would be ${pairs.size}.`, { param: 'metadata' });
};
