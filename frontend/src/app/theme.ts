import {
  Button,
  type CSSVariablesResolver,
  createTheme,
  Input,
  type MantineColorsTuple,
  SegmentedControl,
} from "@mantine/core";

const accent: MantineColorsTuple = [
  "#e6f5f7",
  "#cfe9ed",
  "#a0d3db",
  "#6ebcc9",
  "#4cc3d6",
  "#2493a5",
  "#127f91",
  "#0b7182",
  "#085d6b",
  "#054a56",
];

const dark: MantineColorsTuple = [
  "#e4e8ec",
  "#c3cbd3",
  "#9aa5b1",
  "#6b7682",
  "#3a434c",
  "#303840",
  "#1b2026",
  "#14181c",
  "#101316",
  "#0b0d0f",
];

/** Filled buttons take the eighth: white on it keeps AA, which Mantine's own red does not. */
const red: MantineColorsTuple = [
  "#fdeeed",
  "#f9d5d4",
  "#f2a9a6",
  "#ec7d79",
  "#e35a55",
  "#d9433e",
  "#cb3430",
  "#bf2b2b",
  "#a32020",
  "#861717",
];

/** Dense controls: 30 px high, 13 px text. Everything else is Mantine's. */
export const theme = createTheme({
  respectReducedMotion: true,
  colors: { accent, dark, red },
  primaryColor: "accent",
  primaryShade: 7,
  defaultRadius: "sm",
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  fontFamilyMonospace: '"JetBrains Mono Variable", ui-monospace, monospace',
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "18px" },
  spacing: { xs: "4px", sm: "8px", md: "12px", lg: "16px", xl: "24px" },
  radius: { xs: "2px", sm: "4px", md: "6px", lg: "8px", xl: "12px" },
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "16px", lineHeight: "24px" },
      h2: { fontSize: "14px", lineHeight: "20px" },
      h3: { fontSize: "13px", lineHeight: "20px" },
    },
  },
  components: {
    Badge: { defaultProps: { variant: "light", radius: "sm", tt: "none" } },
    Notification: {
      defaultProps: { closeButtonProps: { "aria-label": "Close" } },
      styles: { description: { color: "var(--ys-text)" } },
    },
    Text: { defaultProps: { size: "sm" } },
    Button: Button.extend({
      vars: (_theme, props) =>
        (props.size ?? "sm") === "sm"
          ? { root: { "--button-height": "30px", "--button-padding-x": "12px" } }
          : { root: {} },
    }),
    Input: Input.extend({
      vars: (_theme, props) =>
        (props.size ?? "sm") === "sm"
          ? { wrapper: { "--input-height": "30px", "--input-fz": "13px" } }
          : props.size === "xs" // many below one another, as in an inspector
            ? { wrapper: { "--input-height": "26px", "--input-fz": "12px" } }
            : { wrapper: {} },
    }),
    SegmentedControl: SegmentedControl.extend({ defaultProps: { size: "xs" } }),
    Tooltip: { defaultProps: { openDelay: 350, withArrow: false } },
    Table: { defaultProps: { verticalSpacing: 6, horizontalSpacing: "sm" } },
    // The <header> of a dialog is no banner of the page.
    ModalHeader: { defaultProps: { role: "none" } },
    Modal: {
      defaultProps: {
        centered: true,
        overlayProps: { backgroundOpacity: 0.35 },
        transitionProps: { duration: 100 },
        closeButtonProps: { "aria-label": "Close" },
      },
    },
  },
});

/** Mantine's own neutral colours are taken from the tokens, so that both agree and keep AA. */
export const cssVariables: CSSVariablesResolver = () => {
  const shared = {
    "--mantine-color-body": "var(--ys-surface)",
    "--mantine-color-text": "var(--ys-text)",
    "--mantine-color-dimmed": "var(--ys-muted)",
    "--mantine-color-placeholder": "var(--ys-muted)",
    "--mantine-color-error": "var(--ys-error)",
    "--mantine-color-anchor": "var(--ys-accent)",
    "--mantine-color-default": "var(--ys-surface)",
    "--mantine-color-default-hover": "var(--ys-hover)",
    "--mantine-color-default-color": "var(--ys-text)",
    "--mantine-color-default-border": "var(--ys-border-strong)",
  };
  return { variables: {}, light: shared, dark: shared };
};
