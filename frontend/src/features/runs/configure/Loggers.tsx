import { Checkbox, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Logger, loggersQuery } from "./api";
import classes from "./Loggers.module.css";

interface LoggersProps {
  chosen: readonly string[];
  problem: string | undefined;
  onChoose: (chosen: string[]) => void;
}

/** Which experiment loggers the run writes to. None is on by itself. */
export function Loggers({ chosen, problem, onChoose }: LoggersProps) {
  const { data = [] } = useQuery(loggersQuery);
  const [on, off] = [data.filter((one) => one.installed), data.filter((one) => !one.installed)];
  const [opened, setOpened] = useState(chosen.length > 0);
  const toggle = (name: string, checked: boolean) =>
    onChoose(checked ? [...chosen, name] : chosen.filter((one) => one !== name));
  return (
    <details
      className={classes.group}
      open={opened}
      onToggle={(event) => setOpened(event.currentTarget.open)}
    >
      <summary>
        Loggers
        <span className={classes.count}>{chosen.length > 0 ? `${chosen.length} on` : "off"}</span>
      </summary>
      {problem && <p className={classes.problem}>{problem}</p>}
      {on.map((logger) => (
        <Checkbox
          key={logger.name}
          className={classes.logger ?? ""}
          size="xs"
          label={logger.title}
          description={descriptionOf(logger)}
          checked={chosen.includes(logger.name)}
          onChange={(event) => toggle(logger.name, event.currentTarget.checked)}
        />
      ))}
      {off.length > 0 && (
        <Text c="dimmed" className={classes.missing ?? ""}>
          Not installed where the server runs: {off.map(({ title }) => title).join(", ")}.
          Installing the package ({off.map((one) => one.package).join(", ")}) and starting the
          server again offers it here.
        </Text>
      )}
    </details>
  );
}

function descriptionOf({ online, needs, variables }: Logger): string {
  const set = Object.keys(variables).filter((name) => variables[name]);
  const where = online ? "Sends what it logs to a server of its own. " : "";
  const known = set.length > 0 ? ` Set for the server: ${set.join(", ")}.` : "";
  return `${where}Needs: ${needs.charAt(0).toLowerCase()}${needs.slice(1)}${known}`;
}
