import { Card, Tab, Tabs } from '@mui/material';
import type { ReactNode } from 'react';
import { EditBase, SimpleForm, Title, useNotify, useRecordContext, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { SaveBar, useFailureNotice } from '../formParts.tsx';

const PAGES = ['shop', 'shipping', 'taxes'] as const;

/** Shows the form once it can be filled: what is typed before would be lost. */
const Loaded = ({ children }: { children: ReactNode }) => (useRecordContext() ? children : null);

/** The form of one kind of settings, below tabs that lead to the others. */
export const SettingsPage = ({ id, children }: { id: (typeof PAGES)[number]; children: ReactNode }) => {
  const translate = useTranslate();
  const notify = useNotify();
  const onError = useFailureNotice();
  return (
    <EditBase
      resource="settings"
      id={id}
      redirect={false}
      mutationMode="pessimistic"
      queryOptions={{ refetchOnWindowFocus: false }}
      mutationOptions={{ onError, onSuccess: () => notify('console.settings.saved', { type: 'success' }) }}
    >
      <Title title={translate('console.settings.title')} />
      <Tabs value={id} aria-label={translate('console.settings.title')} sx={{ mb: 1 }}>
        {PAGES.map((page) => (
          <Tab
            key={page}
            value={page}
            label={translate(`console.settings.${page}`)}
            component={Link}
            to={`/settings/${page}`}
          />
        ))}
      </Tabs>
      <Loaded>
        <Card variant="outlined">
          <SimpleForm toolbar={<SaveBar />} sx={{ maxWidth: 1000 }}>
            {children}
          </SimpleForm>
        </Card>
      </Loaded>
    </EditBase>
  );
};
