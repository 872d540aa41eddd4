import { required, SelectInput } from 'react-admin';

type Zone = { id?: string; label?: string } | undefined;

/** Chooses one of the zones. */
export const ZoneInput = ({ source, zones = [] }: { source: string; zones?: Zone[] }) => (
  <SelectInput
    source={source}
    validate={required()}
    translateChoice={false}
    choices={zones.flatMap((zone) => (zone?.id ? [{ id: zone.id, name: zone.label || zone.id }] : []))}
  />
);
