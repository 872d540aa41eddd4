const { code } = require('currency-codes');

/** In ISO 4217 since 2025, after the library's list. */
const NEWER = ['XCG'];

/** The currencies among the codes that begin with X; the others are metals, funds and tests. */
const SHARED_BY_COUNTRIES = ['XAF', 'XCD', 'XCG', 'XOF', 'XPF'];

/**
 * The shop's currency, the stage parameter `currency`: an ISO 4217 code of a currency with 0, 2 or 3 fraction digits. Anything else fails the
 * deployment, since prices would be off by powers of ten.
 */
module.exports = async ({ resolveVariable }) => {
  const currency = await resolveVariable('param:currency');
  if (!isCurrency(currency))
    throw new Error(`The parameter currency is an ISO 4217 code such as EUR, JPY or KWD, not "${currency}".`);
  return { code: currency };
};

const isCurrency = (currency) => {
  if (NEWER.includes(currency)) return true;
  const known = typeof currency === 'string' && code(currency)?.code === currency ? code(currency) : undefined;
  if (known === undefined || known.digits > 3) return false;
  return !currency.startsWith('X') || SHARED_BY_COUNTRIES.includes(currency);
};
