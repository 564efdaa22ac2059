import { type MantineColorScheme, useMantineColorScheme } from "@mantine/core";
import { useCallback } from "react";

const NEXT: Record<MantineColorScheme, MantineColorScheme> = {
  auto: "light",
  light: "dark",
  dark: "auto",
};

/** The chosen theme (auto follows the system), remembered in this browser. */
export function useTheme() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const cycle = useCallback(() => setColorScheme(NEXT[colorScheme]), [colorScheme, setColorScheme]);
  return { scheme: colorScheme, cycle };
}
