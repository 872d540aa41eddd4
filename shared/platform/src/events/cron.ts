const MINUTE_MS = 60_000;
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const FIVE_YEARS_OF_MINUTES = 5 * 366 * 24 * 60;

type Field = (value: number) => boolean;

/**
 * Parses a cron expression of EventBridge: minutes, hours, day of month, month, day of week (1 is Sunday), year, in UTC. `L`, `W` and `#`
 * are not supported.
 *
 * @returns a function that gives the first matching time after a given one, both in epoch milliseconds
 * @throws Error for an unsupported field
 */
export const cronMatcher = (fields: string): ((after: number) => number) => {
  const parts = fields.trim().split(/\s+/);
  if (parts.length !== 6) throw new Error(`cron(${fields}) does not have six fields.`);
  const [minutes = '', hours = '', dates = '', months = '', days = '', years = ''] = parts;
  const minute = parseField(minutes, 0, 59);
  const hour = parseField(hours, 0, 23);
  const date = parseField(dates, 1, 31);
  const month = parseField(months, 1, 12, MONTHS);
  const day = parseField(days, 1, 7, DAYS);
  const year = parseField(years, 1970, 2199);
  const matches = (time: Date) =>
    minute(time.getUTCMinutes()) &&
    hour(time.getUTCHours()) &&
    date(time.getUTCDate()) &&
    month(time.getUTCMonth() + 1) &&
    day(time.getUTCDay() + 1) &&
    year(time.getUTCFullYear());
  return (after) => {
    let at = Math.floor(after / MINUTE_MS) * MINUTE_MS;
    for (let step = 0; step < FIVE_YEARS_OF_MINUTES; step += 1) {
      at += MINUTE_MS;
      if (matches(new Date(at))) return at;
    }
    return Number.MAX_SAFE_INTEGER;
  };
};

const parseField = (text: string, least: number, most: number, names: string[] = []): Field => {
  const number = (value: string): number => {
    const named = names.indexOf(value.toUpperCase());
    const parsed = named === -1 ? Number(value) : named + 1;
    if (!/^\w+$/.test(value) || !Number.isInteger(parsed) || parsed < least || parsed > most) {
      throw new Error(`"${text}" is not supported in a cron expression here.`);
    }
    return parsed;
  };
  const ranges = text.split(',').map((part): Field => {
    const [range = '', step] = part.split('/');
    const every = step === undefined ? 1 : Number(step);
    const any = range === '*' || range === '?';
    const [first = '', last] = range.split('-');
    const from = any ? least : number(first);
    const to = any || (step !== undefined && last === undefined) ? most : last === undefined ? from : number(last);
    if (!(every >= 1)) throw new Error(`"${text}" is not supported in a cron expression here.`);
    return (value) => value >= from && value <= to && (value - from) % every === 0;
  });
  return (value) => ranges.some((matches) => matches(value));
};
