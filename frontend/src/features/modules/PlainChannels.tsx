import { NumberInput, Select } from "@mantine/core";
import classes from "./ContractTab.module.css";
import type { Argument, Contract } from "./queries";

const SAME = "same";
const NUMBER = "number";
const MOST = 65_536;
const USUAL = 64;

interface PlainChannelsProps {
  contract: Contract;
  /** Those that a row writes. */
  args: readonly Argument[];
  onChange: (contract: Contract) => void;
}

/** For arguments as written, the output channels have to be said. */
export function PlainChannels({ contract: { c2 }, args, onChange }: PlainChannelsProps) {
  const at = c2 && typeof c2 === "object" ? c2.argument : null;
  const value = typeof c2 === "number" ? NUMBER : at === null ? SAME : String(at);
  const choose = (chosen: string | null) =>
    onChange({
      rule: "plain",
      c2:
        chosen === null || chosen === SAME
          ? SAME
          : chosen === NUMBER
            ? USUAL
            : { argument: Number(chosen) },
    });
  const written = args.map(({ name }, index) => ({
    value: String(index),
    label: `Argument ${name}`,
  }));
  if (at !== null && at >= args.length) {
    written.push({ value: String(at), label: `Argument ${at}, which the class does not have` });
  }
  return (
    <div className={classes.channels}>
      <Select
        label="Output channels"
        allowDeselect={false}
        data={[
          { value: SAME, label: "As many as go in" },
          { value: NUMBER, label: "This number" },
          ...written,
        ]}
        value={value}
        onChange={choose}
      />
      {typeof c2 === "number" && (
        <NumberInput
          aria-label="Number of output channels"
          min={1}
          max={MOST}
          allowDecimal={false}
          value={c2}
          onChange={(next) => onChange({ rule: "plain", c2: Math.max(1, Number(next) || 1) })}
        />
      )}
    </div>
  );
}
