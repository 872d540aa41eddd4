import { FormDataConsumer, TextInput } from 'react-admin';
import { AddressInputs, FormSection } from '../formParts.tsx';
import { filledIn } from '../formValues.ts';
import { SettingsPage } from './settingsPage.tsx';

const OptionalAddress = ({ source }: { source: 'legalAddress' | 'returnAddress' }) => (
  <FormDataConsumer>
    {({ formData }) => <AddressInputs source={source} isNeeded={filledIn(formData[source]) !== undefined} />}
  </FormDataConsumer>
);

/** Who the shop is: on invoices and in emails. */
export const ShopSettings = () => (
  <SettingsPage id="shop">
    <TextInput source="name" />
    <TextInput source="vatId" />
    <TextInput source="logo" type="url" />
    <FormSection title="console.settings.legalAddress" hint="console.settings.legalAddressHint" />
    <OptionalAddress source="legalAddress" />
    <FormSection title="console.settings.returnAddress" hint="console.settings.returnAddressHint" />
    <OptionalAddress source="returnAddress" />
  </SettingsPage>
);
