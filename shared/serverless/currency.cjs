/** @import { VariableResolution } from './framework.ts' */

const { code } = require('currency-codes');

/** In ISO 4217 since 2025, newer than the library's list. */
const NEWER = ['XCG'];

/** The codes beginning with X that are currencies; the others are metals, funds and test codes. */
const SHARED_BY_COUNTRIES = ['XAF', 'XCD', 'XCG', 'XOF', 'XPF'];

/**
 * Returns the shop's currency, the stage parameter `currency`: an ISO 4217 code of a currency with 0, 2 or 3 fraction digits. Anything
 * else fails the deployment, since prices would be wrong by powers of ten.
 *
 * @param {VariableResolution} resolution
 */
module.exports = async ({ resolveVariable }) => {
  const currency = await resolveVariable('param:currency');
  if (!isCurrency(currency))
    throw new Error(`The parameter currency must be an ISO 4217 code such as EUR, JPY or KWD, not "${currency}".`);
  return { code: currency };
};

/**
 * @param {unknown} currency
 * @returns {currency is string}
 */
const isCurrency = (currency) => {
  if (typeof currency !== 'string') return false;
  if (NEWER.includes(currency)) return true;
  const known = code(currency);
  if (known?.code !== currency || known.digits > 3) return false;
  return !currency.startsWith('X') || SHARED_BY_COUNTRIES.includes(currency);
};
