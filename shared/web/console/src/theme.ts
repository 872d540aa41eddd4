import { defaultDarkTheme, defaultLightTheme, type RaThemeOptions } from 'react-admin';

/** A focus that is seen on every background (WCAG 2.4.7, 2.4.13). */
const focus = {
  '& :focus-visible, &:focus-visible': { outline: '2px solid currentColor', outlineOffset: '2px' },
};

/** Style of cells with texts of people: one word may be wider than a phone. */
export const LONG_WORDS = { overflowWrap: 'anywhere' } as const;

const components: RaThemeOptions['components'] = {
  ...defaultLightTheme.components,
  MuiCssBaseline: { styleOverrides: { body: focus } },
};

export const lightTheme: RaThemeOptions = {
  ...defaultLightTheme,
  palette: {
    ...defaultLightTheme.palette,
    primary: { main: '#1a5276' },
    secondary: { main: '#1a5276' },
  },
  components,
};

export const darkTheme: RaThemeOptions = {
  ...defaultDarkTheme,
  palette: {
    ...defaultDarkTheme.palette,
    mode: 'dark',
    background: { default: '#121212', paper: '#1e1e1e' },
    primary: { main: '#90caf9' },
    secondary: { main: '#90caf9' },
    error: { main: '#f28b82' },
  },
  components: { ...defaultDarkTheme.components, MuiCssBaseline: { styleOverrides: { body: focus } } },
};
