import { Title } from "@mantine/core";
import { Link } from "react-router";
import classes from "./ArchitecturesPage.module.css";
import type { ArchitectureSummary } from "./queries";

interface PresetFamilyProps {
  family: string;
  presets: readonly ArchitectureSummary[];
}

export function PresetFamily({ family, presets }: PresetFamilyProps) {
  return (
    <div className={classes.family}>
      <Title order={3}>{family}</Title>
      <ul className={classes.presets}>
        {presets.map(({ name, task }) => (
          <li key={name}>
            <Link className={classes.preset} to={`/architectures/${name}`}>
              <span>{name}</span>
              <span className={classes.task}>{task}</span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
