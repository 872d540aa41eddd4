import { unwrap } from '@ecommerce/client';
import { useQuery } from '@tanstack/react-query';
import { BooleanInput, NumberInput, required, SelectInput, TextInput } from 'react-admin';
import { EntriesInput } from '../formParts.tsx';
import { shop } from '../shop.ts';
import { SettingsPage } from './settingsPage.tsx';
import { ZoneInput } from './zoneInput.tsx';

const ROUNDINGS = ['line', 'order'];

const Rates = () => {
  const { data } = useQuery({
    queryKey: ['zones'],
    queryFn: () => unwrap(shop.orders.GET('/settings/shipping')),
  });
  return (
    <EntriesInput source="rates" add="console.settings.addRate">
      <ZoneInput source="zoneId" zones={data?.zones ?? []} />
      <TextInput source="taxCategory" defaultValue="standard" validate={required()} />
      <TextInput source="label" validate={required()} />
      <NumberInput source="percent" min={0} max={100} step="any" validate={required()} />
    </EntriesInput>
  );
};

/** Which taxes the shop charges. */
export const TaxSettings = () => (
  <SettingsPage id="taxes">
    <BooleanInput source="pricesIncludeTax" />
    <SelectInput
      source="rounding"
      validate={required()}
      choices={ROUNDINGS.map((id) => ({ id, name: `console.settings.roundingBy.${id}` }))}
    />
    <Rates />
  </SettingsPage>
);
