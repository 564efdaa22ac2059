import { ActionIcon, Anchor, CopyButton, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Check, Copy } from "lucide-react";
import { Link } from "react-router";
import { ListSkeleton } from "../../ui/Skeletons";
import classes from "./BuiltIn.module.css";
import { exampleRow } from "./exampleRow";
import { type Module, presetRowQuery } from "./queries";

/** A row with a built-in in it: as a preset has it, or made up where none has. To be copied. */
export function ExampleRow({ module }: { module: Module }) {
  const { name, presets } = module;
  const preset = presets.includes("yolo11") ? "yolo11" : presets[0];
  const found = useQuery({ ...presetRowQuery(preset ?? "", name), enabled: preset !== undefined });
  if (preset && found.isPending) return <ListSkeleton rows={1} height={30} />;
  const row = found.data?.row ?? exampleRow(module);
  return (
    <>
      <div className={classes.row}>
        <code>{row}</code>
        <CopyButton value={row}>
          {({ copied, copy }) => (
            <Tooltip label={copied ? "Copied" : "Copy the row"}>
              <ActionIcon variant="subtle" size={24} aria-label="Copy the row" onClick={copy}>
                {copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
      </div>
      {found.data && (
        <p className={classes.none}>
          <Anchor
            component={Link}
            size="xs"
            to={`/architectures/${found.data.preset}?row=${found.data.index}`}
          >
            Row {found.data.index} of {found.data.preset}
          </Anchor>
        </p>
      )}
    </>
  );
}
