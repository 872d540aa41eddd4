/** Where something is sent: country by ISO 3166-1 alpha-2, region by ISO 3166-2. */
export type Place = { country: string; region?: string | undefined };

/** An area that the shop serves: whole countries, and regions. A country of which regions are listed counts as these regions only. */
export type Zone = { id: string; label: string; countries: string[]; regions?: string[] | undefined };

/** The country of a region: `US` of `US-TX`. */
export const countryOf = (region: string): string => region.slice(0, 2);

/** The countries that a zone covers as a whole. */
export const wholeCountries = ({ countries, regions = [] }: Zone): string[] => {
  const divided = new Set(regions.map(countryOf));
  return countries.filter((country) => !divided.has(country));
};

/** The zone of a place: the one that lists its region, else the one that covers its country. */
export const zoneOf = <Z extends Zone>(zones: readonly Z[], { country, region }: Place): Z | undefined =>
  zones.find(({ regions = [] }) => region !== undefined && regions.includes(region)) ??
  zones.find((zone) => wholeCountries(zone).includes(country));
