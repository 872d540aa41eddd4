import ChatBubble from '@mui/icons-material/ChatBubble';
import CloudUpload from '@mui/icons-material/CloudUpload';
import FactCheck from '@mui/icons-material/FactCheck';
import PowerSettingsNew from '@mui/icons-material/PowerSettingsNew';
import Settings from '@mui/icons-material/Settings';
import { Alert, Box, Button, IconButton, Stack, Tooltip } from '@mui/material';
import type { ReactNode } from 'react';
import {
  AppBar,
  Layout,
  LocalesMenuButton,
  Menu,
  TitlePortal,
  ToggleThemeButton,
  useLogout,
  useNotify,
  usePermissions,
  useTranslate,
} from 'react-admin';
import { type Groups, isStaff, mayUse } from './authProvider.ts';
import { shop } from './shop.ts';

const useSignOut = () => {
  const logout = useLogout();
  const notify = useNotify();
  return async () => {
    const { error } = await shop.session.signOut();
    if (error) notify('console.signOutFailed', { type: 'error' });
    else await logout();
  };
};

const SignOutButton = () => {
  const signOut = useSignOut();
  const translate = useTranslate();
  const label = translate('ra.auth.logout');
  return (
    <Tooltip title={label}>
      <IconButton color="inherit" aria-label={label} onClick={signOut}>
        <PowerSettingsNew />
      </IconButton>
    </Tooltip>
  );
};

const ConsoleBar = () => (
  <AppBar
    toolbar={
      <>
        <Box sx={{ '& button': { fontSize: { xs: 0, sm: 'inherit' } } }}>
          <LocalesMenuButton />
        </Box>
        <ToggleThemeButton />
      </>
    }
    userMenu={<SignOutButton />}
  >
    <TitlePortal component="h1" />
  </AppBar>
);

/** The pages of the menu, after the first page and the approvals. */
const MENU = ['orders', 'products', 'customers', 'discounts', 'categories', 'banners', 'webhooks'];

const ConsoleMenu = () => {
  const { permissions = [] } = usePermissions<Groups>();
  return (
    <Menu>
      <Menu.DashboardItem />
      <Menu.Item to="/approvals" primaryText="console.approvals.title" leftIcon={<FactCheck />} />
      <Menu.Item to="/reviews" primaryText="console.reviews.title" leftIcon={<ChatBubble />} />
      {MENU.filter((name) => mayUse(name, permissions)).map((name) => (
        <Menu.ResourceItem key={name} name={name} />
      ))}
      <Menu.Item to="/imports" primaryText="console.imports.title" leftIcon={<CloudUpload />} />
      {mayUse('settings', permissions) && (
        <Menu.Item to="/settings" primaryText="console.settings.title" leftIcon={<Settings />} />
      )}
    </Menu>
  );
};

const EmptyMenu = () => null;

const NoAccess = () => {
  const translate = useTranslate();
  const signOut = useSignOut();
  return (
    <Stack spacing={2} sx={{ maxWidth: 600, mt: 4 }}>
      <Alert severity="warning">{translate('console.noAccess')}</Alert>
      <Button variant="contained" onClick={signOut} sx={{ alignSelf: 'start' }}>
        {translate('ra.auth.logout')}
      </Button>
    </Stack>
  );
};

/** The frame of all pages. People who are not staff see why there is nothing here for them. */
export const ConsoleLayout = ({ children }: { children: ReactNode }) => {
  const { permissions, isLoading } = usePermissions<Groups>();
  const refused = permissions !== undefined && !isStaff(permissions);
  return (
    <Layout appBar={ConsoleBar} menu={refused ? EmptyMenu : ConsoleMenu}>
      {refused ? <NoAccess /> : isLoading ? null : children}
    </Layout>
  );
};
