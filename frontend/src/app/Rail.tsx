import { Tooltip } from "@mantine/core";
import { useLocalStorage, useMediaQuery } from "@mantine/hooks";
import {
  Keyboard,
  type LucideIcon,
  Monitor,
  Moon,
  PanelLeftClose,
  PanelLeftOpen,
  Search,
  Sun,
} from "lucide-react";
import type { ReactElement } from "react";
import { Link, useLocation } from "react-router";
import { keyCaps } from "./keys";
import { Logo } from "./Logo";
import { destinations, isAt } from "./navigation";
import classes from "./Rail.module.css";
import { useTheme } from "./useTheme";

interface RailProps {
  onPalette: () => void;
  onKeys: () => void;
}

const THEMES = {
  auto: { icon: Monitor, name: "Theme: system" },
  light: { icon: Sun, name: "Theme: light" },
  dark: { icon: Moon, name: "Theme: dark" },
} as const;

/** The way to the pages. Collapses to icons by choice, and by itself in a narrow window. */
export function Rail({ onPalette, onKeys }: RailProps) {
  const [collapsed, setCollapsed] = useLocalStorage({
    key: "yolosmith.rail-collapsed",
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const small = useMediaQuery("(max-width: 900px)", false, { getInitialValueInEffect: false });
  const narrow = collapsed || small;
  const { scheme, cycle } = useTheme();
  const { pathname } = useLocation();
  const named = (name: string, child: ReactElement) => (
    <Tooltip key={name} label={name} position="right" disabled={!narrow} openDelay={100}>
      {child}
    </Tooltip>
  );

  return (
    <nav className={classes.rail} data-narrow={narrow || undefined} aria-label="Pages">
      <div className={classes.brand}>
        <Logo />
        <span className={classes.name}>Yolosmith</span>
      </div>
      <ul className={classes.pages}>
        {destinations.map((destination) => {
          const { name, path, icon: Icon } = destination;
          return (
            <li key={path}>
              {named(
                name,
                <Link
                  to={path}
                  className={classes.item}
                  aria-current={isAt(destination, pathname) ? "page" : undefined}
                >
                  <Icon size={18} strokeWidth={1.75} aria-hidden />
                  <span className={classes.name}>{name}</span>
                </Link>,
              )}
            </li>
          );
        })}
      </ul>
      <div className={classes.tools}>
        {named(
          "Search",
          <RailButton
            icon={Search}
            name="Search"
            hint={keyCaps("mod+K").join(" ")}
            onClick={onPalette}
          />,
        )}
        {named("Keys", <RailButton icon={Keyboard} name="Keys" hint="?" onClick={onKeys} />)}
        {named(THEMES[scheme].name, <RailButton {...THEMES[scheme]} onClick={cycle} />)}
        {!small &&
          named(
            narrow ? "Expand" : "Collapse",
            <RailButton
              icon={narrow ? PanelLeftOpen : PanelLeftClose}
              name={narrow ? "Expand" : "Collapse"}
              onClick={() => setCollapsed(!collapsed)}
            />,
          )}
      </div>
    </nav>
  );
}

interface RailButtonProps {
  icon: LucideIcon;
  name: string;
  hint?: string;
  onClick: () => void;
}

/** Passes the rest on, because the tooltip around it puts its handlers and reference there. */
function RailButton({ icon: Icon, name, hint, ...rest }: RailButtonProps) {
  return (
    <button type="button" {...rest} className={classes.item}>
      <Icon size={18} strokeWidth={1.75} aria-hidden />
      <span className={classes.name}>{name}</span>
      {hint && (
        <span className={classes.hint} aria-hidden>
          {hint}
        </span>
      )}
    </button>
  );
}
