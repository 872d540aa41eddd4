import {
  AutocompleteArrayInput,
  FormDataConsumer,
  NumberInput,
  required,
  SelectInput,
  TextArrayInput,
  TextInput,
} from 'react-admin';
import { EntriesInput, useCountries, useShopCurrency } from '../formParts.tsx';
import { PRICINGS } from './settingsData.ts';
import { SettingsPage } from './settingsPage.tsx';
import { ZoneInput } from './zoneInput.tsx';

const Zones = () => (
  <EntriesInput source="zones" add="console.settings.addZone">
    <TextInput source="id" validate={required()} />
    <TextInput source="label" validate={required()} />
    <AutocompleteArrayInput source="countries" choices={useCountries()} translateChoice={false} />
    <TextArrayInput source="regions" />
  </EntriesInput>
);

const Price = ({ source }: { source: string }) => (
  <NumberInput source={source} min={0} step="any" label="console.settings.price" validate={required()} />
);

const Steps = ({ source, from }: { source: 'byWeight' | 'bySubtotal'; from: 'upToGrams' | 'from' }) => (
  <EntriesInput source={source} add="console.settings.addStep" defaultValue={[{}]}>
    <NumberInput source={from} min={0} step="any" validate={required()} />
    <Price source="price" />
  </EntriesInput>
);

const Pricing = ({ pricing }: { pricing: string | undefined }) => {
  if (pricing === 'byWeight') return <Steps source="byWeight" from="upToGrams" />;
  if (pricing === 'bySubtotal') return <Steps source="bySubtotal" from="from" />;
  return <Price source="price" />;
};

const Methods = () => {
  const currency = useShopCurrency();
  return (
    <EntriesInput source="methods" add="console.settings.addMethod">
      <TextInput source="id" validate={required()} />
      <TextInput source="label" validate={required()} />
      <FormDataConsumer>{({ formData }) => <ZoneInput source="zoneId" zones={formData.zones} />}</FormDataConsumer>
      <SelectInput
        source="pricing"
        defaultValue="price"
        validate={required()}
        choices={PRICINGS.map((id) => ({ id, name: `console.settings.pricing.${id}` }))}
      />
      <FormDataConsumer>{({ scopedFormData }) => <Pricing pricing={scopedFormData?.pricing} />}</FormDataConsumer>
      <NumberInput source="freeFrom" min={0} step="any" helperText={currency} />
      <NumberInput source="minDays" min={0} step={1} />
      <NumberInput source="maxDays" min={0} step={1} />
      <TextInput source="taxCategory" />
    </EntriesInput>
  );
};

/** Where the shop ships, and what that costs. */
export const ShippingSettings = () => (
  <SettingsPage id="shipping">
    <Zones />
    <Methods />
  </SettingsPage>
);
