import { useMediaQuery } from '@mui/material';
import type { Theme } from '@mui/material/styles';
import { DataTable, List, SimpleList } from 'react-admin';
import { CursorPagination, NothingFound } from '../listParts.tsx';
import { LONG_WORDS } from '../theme.ts';
import type { Webhook } from './webhookData.ts';
import { WebhookState } from './webhookState.tsx';

/** All webhooks, oldest first. */
export const WebhookList = () => {
  const isPhone = useMediaQuery<Theme>((theme) => theme.breakpoints.down('sm'));
  const none = <NothingFound text="console.webhooks.none" />;
  return (
    <List exporter={false} empty={false} pagination={<CursorPagination />} perPage={25}>
      {isPhone ? (
        <SimpleList<Webhook>
          empty={none}
          primaryText={({ url }) => url}
          secondaryText={({ status }) => <WebhookState state={status} />}
          rowClick="edit"
          sx={LONG_WORDS}
        />
      ) : (
        <DataTable<Webhook> rowClick="edit" bulkActionButtons={false} empty={none}>
          <DataTable.Col source="url" sx={LONG_WORDS} disableSort />
          <DataTable.Col<Webhook> source="events" disableSort render={({ events }) => events.join(', ')} />
          <DataTable.Col<Webhook>
            source="status"
            disableSort
            render={({ status }) => <WebhookState state={status} />}
          />
        </DataTable>
      )}
    </List>
  );
};
